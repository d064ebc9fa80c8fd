"""An operation that creates all tables of an app together."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation


class CreateTables(Operation):
    """Create the tables of the models that operations make; the operations themselves change the state only.

    Django renders the models anew after each operation on them, so that a first start took a quarter of a
    minute. Here they are rendered once.
    """

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: Any) -> None:
        # Models that are rendered would be rendered anew by each operation; they are again when asked for.
        if "apps" in vars(state):
            del state.apps
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for model in self._models(app_label, schema_editor, to_state):
            schema_editor.create_model(model)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for model in reversed(self._models(app_label, schema_editor, from_state)):
            schema_editor.delete_model(model)

    def _models(self, app_label: str, schema_editor: Any, state: Any) -> list[Any]:
        models = state.apps.get_app_config(app_label).get_models()
        return [
            model for model in models if self.allow_migrate_model(schema_editor.connection.alias, model)
        ]

    def describe(self) -> str:
        return "Create all tables"
