#pragma once

#include <cstdint>
#include <string_view>

namespace taskxml {

/// The number in "cp932", "CP932" or "932". Throws std::invalid_argument with the reason. Refused are the
/// Unicode encodings, which the bytes of a file show by themselves, and code pages that are not a
/// superset of ASCII (EBCDIC, UTF-7, ISO-2022), in which the markup of a file would not be where it seems.
std::uint32_t parse_code_page_number(std::string_view text);

}  // namespace taskxml
