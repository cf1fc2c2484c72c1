#include "taskxml/rewrite/verify_bytes.hpp"

#include <string>

#include "launcher/text/text_encoding.hpp"
#include "launcher/text/utf16.hpp"
#include "taskxml/rewrite/verify_action.hpp"

namespace taskxml {
namespace {

class Verification {
 public:
  Verification(const Document& before, std::string_view after)
      : before_(before), is_utf16_(is_utf16(before.encoding())), source_(before.bytes()), after_(after) {
    const bool has_mark = before.bytes().starts_with("\xFF\xFE") || before.bytes().starts_with("\xFE\xFF");
    const std::size_t mark_length = !is_utf16_ ? source_.size() - before.text().size() : has_mark ? 2 : 0;
    skip_same(mark_length);
  }

  void run(std::span<const Edit> edits) {
    for (const Edit& edit : edits) {
      skip_same(length_of(before_.text().substr(text_at_, edit.begin - text_at_)));
      const std::string_view replaced = before_.text().substr(edit.begin, edit.end - edit.begin);
      if (!reads_as(take(source_, length_of(replaced)), replaced))
        fail_verification("an action is not where it was to be replaced");
      if (!reads_as(take(after_, length_of(edit.text)), edit.text))
        fail_verification("an action was not written as it was to be");
      text_at_ = edit.end;
    }
    skip_same(source_.size());
    if (!after_.empty()) fail_verification("there is more at the end");
  }

 private:
  static bool is_utf16(Encoding encoding) {
    return encoding == Encoding::utf16_little_endian || encoding == Encoding::utf16_big_endian;
  }

  std::size_t length_of(std::string_view text) const {
    return is_utf16_ ? 2 * launcher::count_utf16_units(text) : text.size();
  }

  /// Cuts it off the front of `bytes`; less where there is less.
  static std::string_view take(std::string_view& bytes, std::size_t length) {
    const std::string_view front = bytes.substr(0, length);
    bytes.remove_prefix(front.size());
    return front;
  }

  void skip_same(std::size_t length) {
    if (take(source_, length) != take(after_, length))
      fail_verification("bytes outside the Exec actions changed");
  }

  bool reads_as(std::string_view bytes, std::string_view text) const {
    if (!is_utf16_) return bytes == text;
    const auto order = before_.encoding() == Encoding::utf16_little_endian
                           ? launcher::ByteOrder::little_endian
                           : launcher::ByteOrder::big_endian;
    try {
      return launcher::utf8_from_utf16_bytes(bytes, order) == text;
    } catch (const launcher::TextEncodingError&) {
      return false;
    }
  }

  const Document& before_;
  bool is_utf16_;
  std::size_t text_at_ = 0;
  std::string_view source_;  ///< what is left of it
  std::string_view after_;   ///< likewise
};

}  // namespace

void verify_bytes(const Document& before, std::span<const Edit> edits, std::string_view after) {
  Verification(before, after).run(edits);
}

}  // namespace taskxml
