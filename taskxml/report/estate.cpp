#include "taskxml/report/estate.hpp"

#include <algorithm>

#include "launcher/base/drive.hpp"

namespace taskxml {
namespace {

void add_share(std::vector<std::string>& shares, const std::string& share) {
  const bool is_known = std::any_of(shares.begin(), shares.end(), [&](const std::string& known) {
    return launcher::equals_ignoring_case(known, share);
  });
  if (!is_known) shares.push_back(share);
}

}  // namespace

void Counts::add(Severity severity) {
  switch (severity) {
    case Severity::error:
      ++errors;
      break;
    case Severity::warning:
      ++warnings;
      break;
    case Severity::note:
      ++notes;
      break;
  }
}

void Counts::add(const Counts& other) {
  errors += other.errors;
  warnings += other.warnings;
  notes += other.notes;
}

Wrapping EstateTask::wrapping() const {
  std::size_t programs = 0;
  std::size_t wrapped = 0;
  for (const EstateAction& action : actions) {
    if (action.answer == WrapAnswer::nothing) continue;
    ++programs;
    wrapped += action.is_wrapped() ? 1 : 0;
  }
  if (programs == 0) return Wrapping::no_program;
  if (wrapped == 0) return Wrapping::none;
  return wrapped == programs ? Wrapping::all : Wrapping::some;
}

Counts EstateTask::counts() const {
  Counts counts;
  for (const Problem& problem : findings)
    counts.add(problem.rule->severity);
  return counts;
}

std::string EstateTask::letters() const {
  std::string letters;
  for (const EstateAction& action : actions)
    letters += action.letters;
  std::sort(letters.begin(), letters.end());
  letters.erase(std::unique(letters.begin(), letters.end()), letters.end());
  return letters;
}

std::vector<std::string> EstateTask::shares() const {
  std::vector<std::string> shares;
  for (const EstateAction& action : actions) {
    for (const std::string& share : action.shares)
      add_share(shares, share);
    for (const LetterShare& connected : action.connected)
      add_share(shares, connected.share);
  }
  return shares;
}

std::string_view word_for(Wrapping wrapping) {
  switch (wrapping) {
    case Wrapping::none:
      return "no";
    case Wrapping::some:
      return "partly";
    case Wrapping::all:
      return "yes";
    case Wrapping::no_program:
      break;
  }
  return "no-program";
}

}  // namespace taskxml
