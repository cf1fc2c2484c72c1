#include "taskxml/verify.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "taskxml/malformed.hpp"
#include "taskxml/started.hpp"
#include "taskxml/wrap.hpp"

namespace taskxml {
namespace {

[[noreturn]] void fail(std::string_view what) {
  throw std::logic_error(fmt::format("the result does not verify: {}; the file is left as it is", what));
}

std::vector<Span> find_execs(std::string_view text) {
  std::vector<Span> execs;
  TaskVisitor visitor;
  visitor.on_task = [&](const Task& task) {
    for (const Action& action : task.actions) {
      if (action.kind == ActionKind::exec) execs.push_back({action.begin, action.end});
    }
  };
  try {
    read_tasks(text, visitor);
  } catch (const Malformed& malformed) {
    fail(malformed.what());
  }
  return execs;
}

}  // namespace

void verify_rewrite(std::string_view before, const std::vector<Span>& execs, std::size_t head_before,
                    std::string_view after, std::size_t head_after) {
  const std::vector<Span> found = find_execs(after);
  if (found.size() != execs.size()) fail("another number of Exec actions");
  std::size_t before_at = head_before;
  std::size_t after_at = head_after;
  for (std::size_t i = 0; i < execs.size(); ++i) {
    const Span& old_span = execs[i];
    const Span& new_span = found[i];
    if (before.substr(before_at, old_span.begin - before_at) !=
        after.substr(after_at, new_span.begin - after_at)) {
      fail("text outside the Exec actions changed");
    }
    before_at = old_span.end;
    after_at = new_span.end;
    const std::string_view old_text = before.substr(old_span.begin, old_span.end - old_span.begin);
    const std::string_view new_text = after.substr(new_span.begin, new_span.end - new_span.begin);
    if (old_text == new_text) continue;
    const Started old_start = read_started(old_text);
    const Started new_start = read_started(new_text);
    if (old_start.program != new_start.program || old_start.arguments != new_start.arguments ||
        old_start.directory != new_start.directory) {
      fail("an action starts something else");
    }
  }
  if (before.substr(before_at) != after.substr(after_at)) fail("text outside the Exec actions changed");
}

std::size_t declaration_length(std::string_view text) {
  if (!text.starts_with("<?xml")) return 0;
  const std::size_t end = text.find("?>");
  return end == std::string_view::npos ? 0 : end + 2;
}

}  // namespace taskxml
