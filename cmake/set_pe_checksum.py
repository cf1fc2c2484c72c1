#!/usr/bin/env python3
"""Writes the checksum into the optional header of a PE file, which LLD 14 leaves at 0.

The sum is that of MapFileAndCheckSumW (ImageHlp): all 16-bit words but those of the field itself, each carry added again, plus
the length of the file. The PE format has the field at offset 64 of the optional header.

usage: cmake/set_pe_checksum.py FILE
"""

import array
import struct
import sys
from pathlib import Path

OFFSET_OF_PE_OFFSET = 0x3C
SIGNATURE_AND_FILE_HEADER = 4 + 20
CHECKSUM_IN_OPTIONAL_HEADER = 64


def checksum_offset(image: bytes) -> int:
    (pe_offset,) = struct.unpack_from("<I", image, OFFSET_OF_PE_OFFSET)
    if image[:2] != b"MZ" or image[pe_offset : pe_offset + 4] != b"PE\0\0":
        raise ValueError("not a PE file")
    return pe_offset + SIGNATURE_AND_FILE_HEADER + CHECKSUM_IN_OPTIONAL_HEADER


def compute_checksum(image: bytes) -> int:
    offset = checksum_offset(image)
    without_field = image[:offset] + bytes(4) + image[offset + 4 :]
    words = array.array("H", without_field + bytes(len(without_field) % 2))
    if sys.byteorder == "big":
        words.byteswap()
    total = sum(words)
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return total + len(image)


def main() -> None:
    path = Path(sys.argv[1])
    image = bytearray(path.read_bytes())
    struct.pack_into("<I", image, checksum_offset(image), compute_checksum(bytes(image)))
    path.write_bytes(image)


if __name__ == "__main__":
    main()
