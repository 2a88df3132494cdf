"""What people fill in: a post with its captions, and pictures."""

from __future__ import annotations

from content.forms.pictures import PictureForm, Pictures
from content.forms.posts import CaptionForm, Captions, Editor, PostForm, Preview

__all__ = [
    "CaptionForm",
    "Captions",
    "Editor",
    "PictureForm",
    "Pictures",
    "PostForm",
    "Preview",
]
