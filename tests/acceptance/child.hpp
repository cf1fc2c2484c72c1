#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "acceptance/child_acts.hpp"

/// This program as the action of a task: `--child REPORT [WORD]... [-- ANYTHING]`.
///
///   look=L           reports what drive L: is
///   subst=L:FOLDER   makes L: a local name for FOLDER in its session (DefineDosDeviceW) as long as it runs
///   disconnect=U:\\server\share   takes away that drive of its session, and does nothing else; may be repeated
///   grandchild=yes   starts itself once more: it waits like this one
///   release=FILE     goes on when FILE is there, at most for two minutes
///   exit=CODE        its exit code, decimal or 0x
///   and those of child_acts.hpp
namespace acceptance {

inline constexpr std::uint32_t kNotReleased = 0x1EE;  ///< the exit code of a child that nobody released

/// Arguments for an action that starts this program as a child. The paths hold no quotes.
struct ChildWords {
  std::string report;
  std::vector<char> looks;
  std::vector<ChildAct> acts;
  std::string subst;    ///< "L:FOLDER"; empty: none
  std::string release;  ///< empty: it does not wait
  bool has_grandchild = false;
  std::uint32_t exit_code = 0;
  std::string tail;  ///< after `--`, as it is; what the check of tails is about
};
std::string format_child_words(const ChildWords& words);

/// Whether a whole command line (GetCommandLineW) is that of a child.
bool is_child_line(std::string_view line);

/// Does what the words of that line say; the exit code. Throws launcher::Error.
std::uint32_t run_child(std::string_view line);

}  // namespace acceptance
