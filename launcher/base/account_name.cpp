#include "launcher/base/account_name.hpp"

#include "launcher/base/drive.hpp"

namespace launcher {
namespace {

struct User {
  std::string_view name;
  std::string_view domain;  ///< the first part of it; empty: none was written
};

User split_user(std::string_view text) {
  if (const std::size_t slash = text.find('\\'); slash != std::string_view::npos) {
    const std::string_view domain = text.substr(0, slash);
    return {text.substr(slash + 1), domain.substr(0, domain.find('.'))};
  }
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    const std::string_view domain = text.substr(at + 1);
    return {text.substr(0, at), domain.substr(0, domain.find('.'))};
  }
  return {text, {}};
}

}  // namespace

bool is_same_user(std::string_view left, std::string_view right) {
  const User one = split_user(left);
  const User other = split_user(right);
  return equals_ignoring_case(one.name, other.name) &&
         (one.domain.empty() || other.domain.empty() || equals_ignoring_case(one.domain, other.domain));
}

}  // namespace launcher
