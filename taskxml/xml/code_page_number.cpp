#include "taskxml/xml/code_page_number.hpp"

#include <charconv>
#include <stdexcept>

namespace taskxml {
namespace {

/// ISO-2022, HZ and UTF-7 switch tables by ASCII characters; 37 and its kin are EBCDIC.
bool is_superset_of_ascii(std::uint32_t number) {
  if (number >= 437 && number <= 1361) {
    return number != 500 && number != 870 && number != 875 && number != 1026 && number != 1047 &&
           !(number >= 1140 && number <= 1149) && !(number >= 1200 && number <= 1201);
  }
  return (number >= 28591 && number <= 28605) || number == 20127 || number == 20866 || number == 21866 ||
         number == 51932 || number == 51936 || number == 51949 || number == 54936;
}

}  // namespace

std::uint32_t parse_code_page_number(std::string_view text) {
  if (text.starts_with("cp") || text.starts_with("CP")) text.remove_prefix(2);
  std::uint32_t number = 0;
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  if (text.empty() || result.ec != std::errc() || result.ptr != end) {
    throw std::invalid_argument("it must be a code page: cp437, cp850, cp932, cp1252");
  }
  if (number == 65001 || number == 1200 || number == 1201) {
    throw std::invalid_argument(
        "UTF-8 and UTF-16 are recognised by their bytes; this option is for the others");
  }
  if (!is_superset_of_ascii(number)) {
    throw std::invalid_argument("a console does not write this code page");
  }
  return number;
}

}  // namespace taskxml
