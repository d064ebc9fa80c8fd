"""Content types of the files offered for download."""

CSV, JSON, YAML = "text/csv", "application/json", "application/yaml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# The formats of tables, by the suffix of their URLs.
TABLE_CONTENT_TYPES = {"csv": CSV, "xlsx": XLSX, "json": JSON}
