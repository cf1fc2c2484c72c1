#include "launcher/trust/reparse_point.hpp"

namespace launcher {
namespace {

constexpr std::uint32_t kIsReparsePoint = 0x400;     // FILE_ATTRIBUTE_REPARSE_POINT
constexpr std::uint32_t kSymbolicLink = 0xA000000C;  // IO_REPARSE_TAG_SYMLINK

/// What a file system or a redirector answers to a class of information that it does not have.
bool is_unknown_question(std::uint32_t code) {
  constexpr std::uint32_t kInvalidFunction = 1;
  constexpr std::uint32_t kNotSupported = 50;
  constexpr std::uint32_t kInvalidParameter = 87;
  constexpr std::uint32_t kNotImplemented = 120;
  return code == kInvalidFunction || code == kNotSupported || code == kInvalidParameter ||
         code == kNotImplemented;
}

}  // namespace

std::optional<std::uint32_t> decide_reparse_tag(const ReparseAnswer& answer) {
  if (answer.code != 0) return is_unknown_question(answer.code) ? std::nullopt : std::optional(kSymbolicLink);
  if ((answer.attributes & kIsReparsePoint) == 0) return std::nullopt;
  return answer.tag;
}

}  // namespace launcher
