"""What people fill in: a post with its captions, and pictures."""

from __future__ import annotations

from content.forms.captions import CaptionForm, Captions
from content.forms.editing import Editor, Preview
from content.forms.pictures import PictureForm, Pictures
from content.forms.posts import PostForm

__all__ = [
    "CaptionForm",
    "Captions",
    "Editor",
    "PictureForm",
    "Pictures",
    "PostForm",
    "Preview",
]
