"""Videos and documents for tests, written in memory: good ones, odd ones, and attacks."""

from __future__ import annotations

import io
import struct
import zipfile
from io import BytesIO

from PIL import Image

OFFICE = "application/vnd.openxmlformats-officedocument."
SLIDES = f"{OFFICE}presentationml.presentation.main+xml"
WORDS = f"{OFFICE}wordprocessingml.document.main+xml"
UPRIGHT = (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
TURNED = (0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)


def box(kind: bytes, *content: bytes) -> bytes:
    """One box of an MP4."""
    body = b"".join(content)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def track(
    handler: bytes = b"vide",
    codec: bytes = b"avc1",
    size: tuple[int, int] = (640, 360),
    matrix: tuple[int, ...] = UPRIGHT,
) -> bytes:
    """A track that says what it is."""
    measures = struct.pack(">II", size[0] << 16, size[1] << 16)
    head = struct.pack(">IIIIIIII", 7, 0, 0, 1, 0, 5000, 0, 0) + bytes(8)
    tkhd = box(b"tkhd", head, struct.pack(">9i", *matrix), measures)
    hdlr = box(b"hdlr", bytes(8), handler, bytes(13))
    stsd = box(b"stsd", bytes(4), struct.pack(">I", 1), box(codec, bytes(78)))
    return box(b"trak", tkhd, box(b"mdia", hdlr, box(b"minf", box(b"stbl", stsd))))


def mp4(
    *tracks: bytes,
    seconds: float = 5.0,
    filler: int = 80_000,
    brand: bytes = b"isom",
) -> bytes:
    """A video of so many seconds that nobody could play; as large as its filler."""
    mvhd = struct.pack(">IIIII", 0, 0, 0, 1000, int(seconds * 1000)) + bytes(80)
    moov = box(b"moov", box(b"mvhd", mvhd), *(tracks or (track(), track(b"soun", b"mp4a"))))
    return box(b"ftyp", brand, bytes(4), brand) + moov + box(b"mdat", bytes(filler))


def pdf(pages: int = 2, more: bytes = b"", title: str = "Quarterly report") -> bytes:
    """A PDF whose pages show a title; `more` goes into its catalogue."""
    text = b"BT /F1 48 Tf 60 500 Td (" + title.encode() + b") Tj ET"
    kids = b" ".join(b"%d 0 R" % (5 + n) for n in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + more + b" >>",
        b"<< /Type /Pages /Count %d /Kids [" % pages + kids + b"] >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >> stream\n" % len(text) + text + b"\nendstream",
    ]
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 960 540] /Contents 4 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>"
    )
    objects += [page] * pages
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj " % number + one + b" endobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return out + b"startxref\n%d\n%%%%EOF\n" % start


def locked_pdf() -> bytes:
    """A PDF that opens with a password alone (its key belongs to no password that is known)."""
    whole = pdf()
    key = b"<" + b"5a" * 32 + b">"
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O " + key + b" /U " + key
    lock += b" >> /ID [<00> <00>] "
    return whole.replace(b"trailer << ", b"trailer << " + lock)


def package(main: str = SLIDES, **parts: bytes) -> bytes:
    """An Office file; `parts` are more of its parts by name (`_` for what names can't have)."""
    folder = "ppt" if "presentationml" in main else "word"
    listed = f'<Types><Override PartName="/{folder}/main.xml" ContentType="{main}"/></Types>'
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", listed)
        made.writestr(f"{folder}/main.xml", "<p:presentation/>")
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def gif(frames: int = 3, size: tuple[int, int] = (64, 40)) -> bytes:
    """A GIF of so many pictures, each 50 ms."""
    made = [Image.new("P", size, number % 250) for number in range(frames)]
    out = io.BytesIO()
    made[0].save(out, "GIF", save_all=True, append_images=made[1:], duration=50, optimize=False)
    return out.getvalue()
