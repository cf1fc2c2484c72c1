#include "launcher/text/utf16.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "launcher/text/text_encoding.hpp"
#include "launcher/text/utf8.hpp"

namespace launcher {
namespace {

unsigned unit_at(std::string_view bytes, std::size_t at, bool little_endian) {
  const unsigned first = static_cast<unsigned char>(bytes[at]);
  const unsigned second = static_cast<unsigned char>(bytes[at + 1]);
  return little_endian ? first | (second << 8U) : second | (first << 8U);
}

void append_unit(std::string& bytes, unsigned unit, bool little_endian) {
  const auto low = static_cast<char>(unit & 0xFFU);
  const auto high = static_cast<char>(unit >> 8U);
  bytes.push_back(little_endian ? low : high);
  bytes.push_back(little_endian ? high : low);
}

/// So many units are looked at together: most text is ASCII.
constexpr std::size_t kBlock = 16;

/// Whether the block at `at` is there and all ASCII.
bool has_ascii_block(std::string_view bytes, std::size_t at, bool little_endian) {
  // Of each unit the high byte and the top bit of the low byte.
  constexpr std::array<unsigned char, 8> kLittleMask{0x80, 0xFF, 0x80, 0xFF, 0x80, 0xFF, 0x80, 0xFF};
  constexpr std::array<unsigned char, 8> kBigMask{0xFF, 0x80, 0xFF, 0x80, 0xFF, 0x80, 0xFF, 0x80};
  std::array<std::uint64_t, 2 * kBlock / sizeof(std::uint64_t)> units{};
  if (bytes.size() - at < sizeof units) return false;
  std::memcpy(units.data(), bytes.data() + at, sizeof units);
  std::uint64_t all = 0;
  for (const std::uint64_t four_units : units)
    all |= four_units;
  return (all & std::bit_cast<std::uint64_t>(little_endian ? kLittleMask : kBigMask)) == 0;
}

/// Where the block at `at` ends, or the whole units of the text.
std::size_t end_of_block(std::string_view bytes, std::size_t at) {
  return std::min(at + 2 * kBlock, bytes.size() - bytes.size() % 2);
}

/// Of a block, where the low byte of each unit is its first or its second. Returns where the next character
/// goes.
template <std::size_t low>
char* put_low_bytes(char* to, const char* bytes) {
  // Arrays of known size that cannot be the same memory: the compiler makes a few instructions of it.
  std::array<char, 2 * kBlock> units{};
  std::memcpy(units.data(), bytes, units.size());
  std::array<char, kBlock> characters{};
  for (std::size_t i = 0; i < kBlock; ++i)
    characters[i] = units[2 * i + low];
  std::memcpy(to, characters.data(), kBlock);
  return to + kBlock;
}

/// How much room the same text needs in UTF-8 at most: a lone surrogate, which counts as half a pair here, needs
/// one byte more. A file may be large, and more than it needs is not to be taken.
std::size_t count_utf8_bytes(std::string_view bytes, bool little_endian, LoneSurrogates lone) {
  const unsigned of_surrogate = lone == LoneSurrogates::keep ? 3 : 2;
  std::size_t count = 0;
  for (std::size_t at = 0; at + 1 < bytes.size();) {
    if (has_ascii_block(bytes, at, little_endian)) {
      count += kBlock;
      at += 2 * kBlock;
      continue;
    }
    // Of its units one by one: what follows a character beyond ASCII in it is no block either.
    for (const std::size_t end = end_of_block(bytes, at); at < end; at += 2) {
      const unsigned unit = unit_at(bytes, at, little_endian);
      count += is_surrogate(unit) ? of_surrogate : 1U + (unit >= 0x80 ? 1U : 0U) + (unit >= 0x800 ? 1U : 0U);
    }
  }
  return count;
}

/// How many ASCII characters there are at `at`.
std::size_t ascii_length(std::string_view text, std::size_t at) {
  const auto end = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(),
                                [](char c) { return (c & 0x80) != 0; });
  return static_cast<std::size_t>(end - text.begin()) - at;
}

void append_ascii(std::string& bytes, std::string_view ascii, bool little_endian) {
  const std::size_t begin = bytes.size();
  bytes.resize(begin + 2 * ascii.size());
  char* const to = bytes.data() + begin + (little_endian ? 0 : 1);
  for (std::size_t i = 0; i < ascii.size(); ++i)
    to[2 * i] = ascii[i];
}

}  // namespace

std::string utf8_from_utf16_bytes(std::string_view bytes, ByteOrder order, LoneSurrogates lone) {
  const bool little_endian = order == ByteOrder::little_endian;
  const std::size_t whole = bytes.size() - bytes.size() % 2;
  std::string text(count_utf8_bytes(bytes, little_endian, lone), '\0');
  char* to = text.data();
  for (std::size_t at = 0; at < whole;) {
    if (has_ascii_block(bytes, at, little_endian)) {
      to = little_endian ? put_low_bytes<0>(to, bytes.data() + at) : put_low_bytes<1>(to, bytes.data() + at);
      at += 2 * kBlock;
      continue;
    }
    for (const std::size_t end = end_of_block(bytes, at); at < end; at += 2) {
      char32_t c = unit_at(bytes, at, little_endian);
      if (is_high_surrogate(c) && at + 2 < whole && is_low_surrogate(unit_at(bytes, at + 2, little_endian))) {
        at += 2;
        c = 0x10000 + ((c - 0xD800) << 10U) + (unit_at(bytes, at, little_endian) - 0xDC00);
      } else if (is_surrogate(c) && lone == LoneSurrogates::refuse) {
        throw TextEncodingError("an unpaired surrogate is not valid UTF-16", at / 2);
      }
      to = put_utf8(to, c);
    }
  }
  if (whole != bytes.size()) throw TextEncodingError("UTF-16 with half a character at its end", whole / 2);
  text.resize(static_cast<std::size_t>(to - text.data()));
  return text;
}

void append_utf16_bytes(std::string& bytes, std::string_view text, ByteOrder order) {
  const bool little_endian = order == ByteOrder::little_endian;
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t run = ascii_length(text, at); run != 0) {
      append_ascii(bytes, text.substr(at, run), little_endian);
      at += run;
      continue;
    }
    const Utf8Character character = read_utf8(text, at);
    if (character.length == 0 || is_surrogate(character.value))
      throw TextEncodingError("not valid UTF-8", at);
    at += character.length;
    unsigned unit = character.value;
    if (unit >= 0x10000) {
      append_unit(bytes, 0xD800 + ((unit - 0x10000) >> 10U), little_endian);
      unit = 0xDC00 + ((unit - 0x10000) & 0x3FFU);
    }
    append_unit(bytes, unit, little_endian);
  }
}

}  // namespace launcher
