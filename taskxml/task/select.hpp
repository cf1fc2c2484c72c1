#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "taskxml/task/effective_action.hpp"
#include "taskxml/task/exec.hpp"

/// Which actions a run takes.
namespace taskxml {

/// What a selection looks at.
struct Candidate {
  std::string_view task_name;  ///< URI, else the Group Policy name, else the relative path
  std::string_view account;    ///< user or group
  const EffectiveAction& started;
};

class Selection {
 public:
  /// Expressions `all`, `uses=S,T`, `command=GLOB`, `name=GLOB`, `principal=GLOB`, all of which must hold;
  /// within one, a comma is an or, and two commas are one of the text. No expression: all. Throws
  /// std::invalid_argument with the reason.
  static Selection parse(std::span<const std::string> expressions);

  /// Case is ignored. `*` is any text, `?` one character. A command= is held against the whole Command and
  /// against its file name. A name= also against the name without its first backslash.
  bool matches(const Candidate& candidate) const;

  /// Whether it has a name=, without which tasks below \Microsoft\ are left alone.
  bool has_name() const;

  /// Whether there is a name=, and each of them describes this task's name.
  bool matches_name(std::string_view task_name) const;

  /// Whether there is no expression at all.
  bool is_empty() const { return terms_.empty(); }

 private:
  enum class Kind { all, uses, command, name, principal };
  struct Term {
    Kind kind;
    std::vector<std::string> patterns;
  };

  static Term parse_term(std::string_view expression);
  static bool holds(const Term& term, const Candidate& candidate);

  std::vector<Term> terms_;
};

/// Whether `pattern`, with `*` and `?`, describes all of `text`; ASCII case is ignored.
bool matches_glob(std::string_view pattern, std::string_view text);

/// Whether a task's name is one below \Microsoft\, where Windows keeps its own.
bool is_microsoft_task(std::string_view task_name);

}  // namespace taskxml
