"""A list of posts to import."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.lists import Row, read_posts
from tenants.sheets import MAX_BYTES, too_large


class ListForm(forms.Form):
    """The file; `rows` and `file_name` once it is valid."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "Up to 200 posts. Only the column “title” has to be there; the list to fill in has "
            "them all."
        ),
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".csv,text/csv,.txt,text/plain"}),
    )
    rows: list[Row]
    file_name: str

    def clean_file(self) -> Any:
        """Read the file. Raises ValidationError as `read_posts`."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise too_large()
        self.rows, self.file_name = read_posts(file.read()), file.name or ""
        return file
