#pragma once

#include <cstdint>
#include <optional>

/// Reparse points: what Windows says of an object that was opened without following it.
namespace launcher {

/// The bit N of a tag ([MS-FSCC] 2.1.2.1, IsReparseTagNameSurrogate): symbolic links, junctions and mount points
/// have it; deduplicated and compressed files and those of a cloud, whose contents are their own, have not.
constexpr bool is_name_surrogate_tag(std::uint32_t tag) {
  return (tag & 0x20000000U) != 0;
}

/// The answer to FileAttributeTagInfo.
struct ReparseAnswer {
  std::uint32_t code = 0;        ///< of the question; 0: it was answered
  std::uint32_t attributes = 0;  ///< FILE_ATTRIBUTE_...
  std::uint32_t tag = 0;
};

/// The tag of a reparse point; nothing: the object is none. A file system that does not know the question has
/// none; where it fails in any other way the object counts as a link (IO_REPARSE_TAG_SYMLINK): in doubt nothing
/// is followed.
std::optional<std::uint32_t> decide_reparse_tag(const ReparseAnswer& answer);

}  // namespace launcher
