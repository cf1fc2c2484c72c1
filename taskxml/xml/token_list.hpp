#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "taskxml/xml/scan.hpp"

namespace taskxml {

/// The tokens of one element, from its start tag to its end tag, with the way from one to the other.
class TokenList {
 public:
  struct Entry {
    Token token;
    std::size_t attributes_begin = 0;
    std::size_t attributes_end = 0;
    std::size_t last = 0;  ///< index of the element's last entry; of anything but a start_tag, its own
  };

  void clear();
  /// Adds the token the scanner stands on.
  void add(const Scanner& scanner);

  const std::vector<Entry>& entries() const { return entries_; }
  std::span<const Attribute> attributes(const Entry& entry) const;

  /// The indexes of the elements inside the element at `parent`.
  std::vector<std::size_t> children(std::size_t parent) const;
  /// The first element inside `parent` of that name, which has the prefix of `parent`.
  std::optional<std::size_t> find_child(std::size_t parent, std::string_view local) const;
  /// What the element says; the text of elements inside it is not part of that.
  std::string value(std::size_t element, std::string_view document) const;
  bool has_attribute(std::size_t element, std::string_view name) const;
  /// The value of the attribute, or empty.
  std::string attribute(std::size_t element, std::string_view name) const;

 private:
  std::vector<Entry> entries_;
  std::vector<Attribute> attributes_;
  std::vector<std::size_t> open_;
};

}  // namespace taskxml
