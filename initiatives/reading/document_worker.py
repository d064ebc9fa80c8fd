"""Parse one document from standard input within limits of time and memory: python -m … word|pdf|html."""

import json
import resource
import sys

from initiatives.reading.document_formats import as_json
from initiatives.reading.document_limits import DocumentRefusal, UnreadableDocument

CPU_SECONDS = 30
ADDRESS_SPACE_BYTES = 1200 * 2**20


def main(kind: str) -> str:
    """The lines of the document as JSON, or why it is refused."""
    data = sys.stdin.buffer.read()
    try:
        if kind == "word":
            from initiatives.reading.word_files import word_lines

            return as_json(word_lines(data))
        if kind == "pdf":
            from initiatives.reading.pdf_files import pdf_lines

            return as_json(pdf_lines(data))
        from initiatives.reading.html_files import html_lines

        return as_json(html_lines(data))
    except UnreadableDocument as refused:
        return json.dumps({"refused": refused.reason})
    except (MemoryError, RecursionError):
        return json.dumps({"refused": DocumentRefusal.TOO_LONG})
    except Exception:
        return json.dumps({"refused": DocumentRefusal.DAMAGED})


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE_BYTES, ADDRESS_SPACE_BYTES))
    # A surrogate of a damaged file must not break the answer.
    sys.stdout.buffer.write(main(sys.argv[1]).encode("utf-8", "replace"))
