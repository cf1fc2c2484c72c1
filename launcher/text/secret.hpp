#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace launcher {

/// Text that must not stay in memory: a password. It is allocated once, never copied, and wiped before its
/// memory is given back.
template <typename Character>
class BasicSecret {
 public:
  BasicSecret() = default;
  /// `size` zeros, to be written to.
  explicit BasicSecret(std::size_t size) : characters_(size) {}
  explicit BasicSecret(std::basic_string_view<Character> text) : characters_(text.begin(), text.end()) {}
  ~BasicSecret() { wipe(characters_); }

  BasicSecret(BasicSecret&& other) noexcept : characters_(std::exchange(other.characters_, {})) {}
  BasicSecret& operator=(BasicSecret&& other) noexcept {
    std::swap(characters_, other.characters_);
    return *this;
  }
  BasicSecret(const BasicSecret&) = delete;
  BasicSecret& operator=(const BasicSecret&) = delete;

  Character* data() { return characters_.data(); }
  std::size_t size() const { return characters_.size(); }
  std::basic_string_view<Character> view() const { return {characters_.data(), characters_.size()}; }

  /// Overwrites memory in a way that a compiler may not leave out.
  static void wipe(std::span<Character> memory) {
    volatile Character* const begin = memory.data();
    for (std::size_t i = 0; i < memory.size(); ++i)
      begin[i] = Character{};
  }

 private:
  std::vector<Character> characters_;
};

using Secret = BasicSecret<char>;  ///< UTF-8

}  // namespace launcher
