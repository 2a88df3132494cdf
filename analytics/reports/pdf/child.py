"""The process that sets a PDF: one page's data as JSON on its input, the file on its output.

It knows no database and no secret, and may take so much memory and time and no more. The one
template there is lies beside it and is all it may read; the data is never markup.
"""

from __future__ import annotations

import resource
import sys
from importlib.resources import files
from pathlib import Path

import typst

HERE = Path(__file__).resolve().parent
TEMPLATE = HERE / "report.typ"
FONTS = [str(files(package)) for package in ("manimgx_fonts", "noto_cjk_sans_jp_regular")]
MEMORY_BYTES = 1_000_000_000
CPU_S = 20


def limit() -> None:
    """Take no more than one report may cost, and write no file."""
    if sys.platform == "linux":  # elsewhere, in development, the system knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def set_page(data: str, standards: list[typst.PDFStandard] | None = None) -> bytes:
    """Return a PDF of a page's data (`page.tell_page`, as JSON), in the fonts that come with us."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=FONTS)
    compiler = typst.Compiler(
        root=HERE,
        font_paths=fonts,
        ignore_system_fonts=True,
        package_path=HERE,
        package_cache_path=HERE,
    )
    made = compiler.compile(
        TEMPLATE.read_bytes(), format="pdf", sys_inputs={"page": data}, pdf_standards=standards
    )
    if not isinstance(made, bytes):
        raise TypeError
    return made


if __name__ == "__main__":
    limit()
    sys.stdout.buffer.write(set_page(sys.stdin.read()))
