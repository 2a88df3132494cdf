"""Pictures for a few of the invented posts, drawn here: nothing is fetched, nothing is kept."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from math import cos, pi, sin

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from content.models import AssetState, Post
from content.pictures.files import store_rendition
from content.pictures.rendering import render
from content.pictures.uses import USES
from content.services.pictures import attach_pictures, keep_rendition, receive_picture
from tenants.models import Member

WIDTH, HEIGHT = 1600, 900
Colour = tuple[int, int, int]


def _sky(top: Colour, bottom: Colour) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    mask = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    ground = Image.composite(
        Image.new("RGB", (WIDTH, HEIGHT), bottom), Image.new("RGB", (WIDTH, HEIGHT), top), mask
    )
    return ground, ImageDraw.Draw(ground)


def _ridge(draw: ImageDraw.ImageDraw, level: int, rise: int, shift: float, fill: Colour) -> None:
    points = [
        (x, level - rise * sin(x / WIDTH * 2.2 * pi + shift) - rise / 3 * cos(x / 170 + shift))
        for x in range(0, WIDTH + 20, 20)
    ]
    draw.polygon([(0, HEIGHT), *points, (WIDTH, HEIGHT)], fill=fill)


def _roof() -> Image.Image:
    picture, draw = _sky((255, 214, 153), (247, 163, 116))
    draw.ellipse((1120, 110, 1360, 350), fill=(255, 243, 214))
    _ridge(draw, 520, 60, 0.4, (214, 120, 92))
    _ridge(draw, 590, 40, 2.1, (176, 84, 74))
    draw.polygon([(0, 900), (240, 470), (1480, 470), (1600, 640), (1600, 900)], fill=(58, 52, 78))
    for row in range(5):
        for column in range(9):
            left = 300 + column * 128 - row * 42
            top = 500 + row * 82
            slab = [(left, top), (left + 112, top), (left + 76, top + 68), (left - 36, top + 68)]
            draw.polygon(slab, fill=(54, 88 + row * 9, 142 + column * 6))
            draw.line([slab[0], slab[2]], fill=(126, 166, 214), width=3)
    return picture


def _valves() -> Image.Image:
    picture, draw = _sky((222, 238, 240), (178, 212, 216))
    for number, y in enumerate((250, 450, 650)):
        tone = (60 + number * 26, 120 + number * 18, 134 + number * 14)
        draw.rounded_rectangle((-40, y - 44, WIDTH + 40, y + 44), 44, fill=tone)
        draw.line([(0, y - 22), (WIDTH, y - 22)], fill=(236, 246, 247), width=8)
        x = 360 + number * 420
        draw.rectangle((x - 60, y - 66, x + 60, y + 66), fill=(38, 70, 83))
        draw.line([(x, y - 60), (x, y - 150)], fill=(38, 70, 83), width=22)
        draw.ellipse((x - 96, y - 206, x + 96, y - 110), outline=(231, 111, 81), width=22)
        draw.line([(x - 90, y - 158), (x + 90, y - 158)], fill=(231, 111, 81), width=18)
    return picture


def _harbour() -> Image.Image:
    picture, draw = _sky((196, 219, 236), (244, 232, 214))
    draw.ellipse((250, 140, 400, 290), fill=(255, 250, 236))
    _ridge(draw, 560, 24, 0.9, (150, 174, 188))
    for x, tall in ((560, 470), (860, 400), (1210, 520)):
        draw.line([(x, 640), (x, 600 - tall)], fill=(176, 66, 58), width=26)
        draw.line([(x - 190, 660 - tall), (x + 260, 660 - tall)], fill=(176, 66, 58), width=22)
        draw.line([(x, 600 - tall), (x + 250, 660 - tall)], fill=(120, 52, 52), width=6)
        draw.line([(x + 210, 660 - tall), (x + 210, 640 - tall // 2)], fill=(90, 60, 60), width=5)
    draw.rectangle((0, 640, WIDTH, HEIGHT), fill=(72, 110, 132))
    for row in range(8):
        draw.line([(0, 680 + row * 30), (WIDTH, 672 + row * 30)], fill=(92, 132, 152), width=4)
    draw.polygon([(180, 640), (980, 640), (900, 740), (260, 740)], fill=(44, 58, 78))
    return picture


PICTURES: dict[str, tuple[Callable[[], Image.Image], str, tuple[float, float]]] = {
    "porto-roof": (_roof, "Rows of solar panels on a factory roof in the evening sun.", (0.5, 0.6)),
    "valve-simulator": (_valves, "Three pipes, each with a red handwheel valve.", (0.5, 0.5)),
    "apprentices-gdansk": (_harbour, "Three red cranes over a harbour at dawn.", (0.55, 0.5)),
}
"""What is drawn for which story, its description, and what must stay in view."""


def hang(slug: str, post: Post, curator: Member, now: datetime) -> None:
    """Draw, prepare and put up the picture of a story that has one; inside its organization."""
    if slug not in PICTURES:
        return
    draw, alt, focus = PICTURES[slug]
    picture, file = draw(), io.BytesIO()
    picture.save(file, "JPEG", quality=90)
    upload = ContentFile(file.getvalue(), f"{slug}.jpg")
    asset = receive_picture(by=curator, upload=upload, now=now)
    for made in render(picture, USES, focus):
        keep_rendition(asset, store_rendition(asset.file, made))
    asset.state, asset.progress, asset.alt = AssetState.READY, 100, alt
    asset.focus_x, asset.focus_y = focus
    asset.save()
    attach_pictures(post=post, by=curator, assets=[asset], now=now)
