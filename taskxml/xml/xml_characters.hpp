#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// Which characters XML 1.0 allows where.
namespace taskxml {

/// What a byte of character data asks for.
enum class ByteClass : std::uint8_t {
  plain,
  markup,     ///< `<`
  reference,  ///< `&`
  bracket,    ///< `]`, which may begin `]]>`
  control,    ///< not allowed
  special,    ///< may begin U+FFFE or U+FFFF
};
constexpr std::array<ByteClass, 256> make_byte_classes() {
  std::array<ByteClass, 256> classes{};
  for (std::size_t c = 0; c < 0x20; ++c)
    classes[c] = ByteClass::control;
  classes['\t'] = classes['\r'] = classes['\n'] = ByteClass::plain;
  classes['<'] = ByteClass::markup;
  classes['&'] = ByteClass::reference;
  classes[']'] = ByteClass::bracket;
  classes[0xEF] = ByteClass::special;
  return classes;
}

inline constexpr std::array<ByteClass, 256> kByteClasses = make_byte_classes();

inline ByteClass class_of(char c) {
  return kByteClasses[static_cast<unsigned char>(c)];
}

/// U+FFFE and U+FFFF, the only characters beyond ASCII that valid UTF-8 can have and XML cannot.
bool is_noncharacter(std::string_view text, std::size_t at);

/// How long the name at `at` is, by productions [4] and [4a] of the fifth edition; 0: there is none.
std::size_t name_length(std::string_view text, std::size_t at);

/// The part of a qualified name after its colon, or all of it.
std::string_view local_name(std::string_view name);
/// The part before the colon; empty where there is none.
std::string_view name_prefix(std::string_view name);

/// A blank as XML has them: space, tab, carriage return, line feed.
bool is_xml_blank(char c);
bool is_all_blank(std::string_view text);

}  // namespace taskxml
