#include "taskxml/task/select.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "launcher/base/drive.hpp"

#include "taskxml/task/effective_action.hpp"
#include "taskxml/task/launcher_name.hpp"
#include "taskxml/task/uses.hpp"

namespace taskxml {
namespace {

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// Two commas are one that belongs to the text.
std::vector<std::string> split_at_commas(std::string_view text) {
  std::vector<std::string> parts(1);
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_doubled = text.substr(at).starts_with(",,");
    if (text[at] == ',' && !is_doubled) {
      parts.emplace_back();
    } else {
      parts.back() += text[at];
    }
    at += is_doubled ? 1 : 0;
  }
  return parts;
}

bool matches_any(const std::vector<std::string>& patterns, std::string_view text) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return matches_glob(pattern, text); });
}

/// With or without the first backslash.
bool is_named(const std::vector<std::string>& patterns, std::string_view name) {
  if (matches_any(patterns, name)) return true;
  return name.starts_with('\\') && matches_any(patterns, name.substr(1));
}

}  // namespace

Selection Selection::parse(std::span<const std::string> expressions) {
  Selection selection;
  for (const std::string& expression : expressions)
    selection.terms_.push_back(parse_term(expression));
  return selection;
}

Selection::Term Selection::parse_term(std::string_view expression) {
  if (expression == "all") return {Kind::all, {}};
  struct Key {
    std::string_view name;
    Kind kind;
  };
  static constexpr std::array<Key, 4> kKeys{{{"uses", Kind::uses},
                                             {"command", Kind::command},
                                             {"name", Kind::name},
                                             {"principal", Kind::principal}}};
  const std::size_t equals = expression.find('=');
  const auto key = std::find_if(kKeys.begin(), kKeys.end(), [&](const Key& candidate) {
    return candidate.name == expression.substr(0, equals);
  });
  if (equals == std::string_view::npos || key == kKeys.end()) {
    throw std::invalid_argument("it must be all, uses=S,T, command=GLOB, name=GLOB or principal=GLOB");
  }
  Term term{key->kind, split_at_commas(expression.substr(equals + 1))};
  for (std::string& pattern : term.patterns) {
    if (pattern.empty()) throw std::invalid_argument("an empty pattern would match nothing");
    if (term.kind == Kind::uses) pattern = launcher::DriveLetter::parse(pattern).letter();
  }
  return term;
}

bool Selection::matches(const Candidate& candidate) const {
  return std::all_of(terms_.begin(), terms_.end(), [&](const Term& term) { return holds(term, candidate); });
}

bool Selection::has_name() const {
  return std::any_of(terms_.begin(), terms_.end(), [](const Term& term) { return term.kind == Kind::name; });
}

bool Selection::matches_name(std::string_view task_name) const {
  const auto fits = [&](const Term& term) {
    return term.kind != Kind::name || is_named(term.patterns, task_name);
  };
  return has_name() && std::all_of(terms_.begin(), terms_.end(), fits);
}

bool Selection::holds(const Term& term, const Candidate& candidate) {
  switch (term.kind) {
    case Kind::all:
      return true;
    case Kind::uses: {
      const std::string letters = uses_of(candidate.started).letters;
      return std::any_of(term.patterns.begin(), term.patterns.end(), [&](const std::string& letter) {
        return letters.find(letter) != std::string::npos;
      });
    }
    case Kind::command:
      return matches_any(term.patterns, candidate.started.program) ||
             matches_any(term.patterns, file_name_of(candidate.started.program));
    case Kind::name:
      return is_named(term.patterns, candidate.task_name);
    case Kind::principal:
      return matches_any(term.patterns, candidate.account);
  }
  return false;
}

bool matches_glob(std::string_view pattern, std::string_view text) {
  // On a mismatch only the last star can take one character more: no more than pattern times text steps.
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || upper(pattern[p]) == upper(text[t]))) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

bool is_microsoft_task(std::string_view task_name) {
  return matches_glob("\\Microsoft\\*", task_name) || matches_glob("Microsoft\\*", task_name);
}

}  // namespace taskxml
