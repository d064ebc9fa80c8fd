"""Admin page of a source's full text: check a text, attach it, or detach it."""

from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core import signing
from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from initiatives.article.decoding import clean_text, text_too_large
from initiatives.desk.way_back import plan_url
from initiatives.models import Source, SourceText
from initiatives.source_text import (
    PassageReport,
    UnreadableText,
    attach,
    check_text,
    detach,
    digest,
    read_text_file,
)

# How long a checked text may wait in the page before it is attached.
CHECK_VALID_SECONDS = 60 * 60


class TextForm(forms.Form):
    """The text to check: from a file, pasted, or, if neither is given, the one attached already."""

    file = forms.FileField(
        label=gettext_lazy("file"),
        required=False,
        help_text=gettext_lazy("Plain text in UTF-8, UTF-16 or GBK, up to 2 MB."),
    )
    pasted = forms.CharField(
        label=gettext_lazy("or the text itself"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 12, "cols": 80}),
    )
    public = forms.BooleanField(
        label=gettext_lazy("show it to the public"),
        required=False,
        help_text=gettext_lazy(
            "Only where this installation has the right to. Otherwise the text serves to check the passages."
        ),
    )

    def __init__(self, *args: Any, attached: SourceText | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attached = attached
        self.fields["public"].initial = bool(attached and attached.public)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file, pasted = cleaned.get("file"), cleaned.get("pasted")
        if file and pasted:
            raise ValidationError(_("Give a file or paste the text, not both."))
        try:
            if file:
                cleaned["text"], cleaned["encoding"] = read_text_file(file)
            elif pasted or not self.attached:
                cleaned["text"] = clean_text(pasted or "")
            else:
                cleaned["text"] = self.attached.text
        except UnreadableText as error:
            raise ValidationError(str(error)) from error
        return cleaned


class CheckedText(NamedTuple):
    """The result of a check, with the text signed for this source, so that the page can hold it."""

    report: PassageReport
    encoding: str
    characters: int
    sha256: str
    public: bool
    signed: str


def sign_text(source: Source, text: str, public: bool) -> str:
    return signing.dumps([text, public], salt=f"source-text-{source.pk}", compress=True)


def load_signed_text(source: Source, signed: str) -> tuple[str, bool]:
    """The text and whether readers may see it; BadSignature unless signed here within the last hour."""
    text, public = signing.loads(signed, salt=f"source-text-{source.pk}", max_age=CHECK_VALID_SECONDS)
    return text, public


class SourceTextAdmin(admin.ModelAdmin):
    """ModelAdmin of sources with a page for the full text at `<source>/text/`."""

    def get_urls(self):
        page = self.admin_site.admin_view(csrf_exempt(self.text_page))
        return [path("<path:object_id>/text/", page, name="initiatives_source_text"), *super().get_urls()]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, (_("Full text"), {"fields": ("full_text_state",)})] if obj else fieldsets

    def get_readonly_fields(self, request, obj=None):
        return (*super().get_readonly_fields(request, obj), "full_text_state")

    @admin.display(description=gettext_lazy("full text"))
    def full_text_state(self, source: Source) -> str:
        """Whether a text is attached, the result of its check, and a link to its page."""
        return render_to_string("admin/initiatives/source/_text_state.html", text_context(source))

    def text_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Check the CSRF token, which reads the form, in here, so that a form too large gets a message."""
        try:
            return csrf_protect(self.protected_text_page)(request, object_id)
        except RequestDataTooBig:
            messages.error(request, str(text_too_large()))
            return redirect(request.path)

    def protected_text_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        source = self.get_object(request, unquote(object_id))
        if source is None:
            raise Http404
        if not self.has_change_permission(request, source):
            raise PermissionDenied
        match request.POST.get("step") if request.method == "POST" else None:
            case "attach":
                return self.attach_text(request, source)
            case "detach":
                return self.detach_text(request, source)
        return self.check_text_page(request, source)

    def check_text_page(self, request: HttpRequest, source: Source) -> HttpResponse:
        """Show the form and, once it is sent, the result of the check; nothing is saved."""
        state = text_context(source)
        data = (request.POST, request.FILES) if request.method == "POST" else ()
        form = TextForm(*data, attached=state["attached"])
        checked = None
        if form.is_bound and form.is_valid():
            text, public = form.cleaned_data["text"], form.cleaned_data["public"]
            checked = CheckedText(
                report=check_text(source, text),
                encoding=form.cleaned_data.get("encoding", ""),
                characters=len(text),
                sha256=digest(text),
                public=public,
                signed=sign_text(source, text, public),
            )
        context = {
            **self.admin_site.each_context(request),
            **state,
            "title": _("Full text"),
            "opts": self.opts,
            "form": form,
            "checked": checked,
        }
        return TemplateResponse(request, "admin/initiatives/source/text.html", context)

    def attach_text(self, request: HttpRequest, source: Source) -> HttpResponse:
        try:
            text, public = load_signed_text(source, request.POST.get("sealed", ""))
        except signing.BadSignature:
            messages.error(request, _("That check has expired. Check the text again."))
            return redirect(request.path)
        attach(source, text=text, public=public)
        return self.text_changed(request, source, _("The text is attached."))

    def detach_text(self, request: HttpRequest, source: Source) -> HttpResponse:
        if not request.POST.get("sure"):
            messages.error(request, _("Nothing was detached. Tick the box to confirm."))
            return redirect(request.path)
        detach(source)
        return self.text_changed(request, source, _("The text is detached."))

    def text_changed(self, request: HttpRequest, source: Source, message: str) -> HttpResponse:
        self.log_change(request, source, message)
        messages.success(request, message)
        return redirect(plan_url(source) or reverse("admin:initiatives_source_change", args=[source.pk]))


def text_context(source: Source) -> dict[str, Any]:
    """The template context `source`, `attached` (SourceText or None) and `report` (PassageReport or None)."""
    attached = SourceText.objects.filter(source=source).first()
    report = check_text(source, attached.text) if attached else None
    return {"source": source, "attached": attached, "report": report}
