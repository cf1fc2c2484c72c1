#pragma once

#include <memory>
#include <span>
#include <string>

#include "taskxml/command/live_change.hpp"
#include "taskxml/command/options.hpp"
#include "taskxml/command/outcome.hpp"
#include "taskxml/rewrite/rewrite.hpp"
#include "taskxml/source/inputs.hpp"

namespace taskxml {

/// wrap and unwrap of one input after the other, with their effects.
class RewriteRun {
 public:
  /// Throws UsageError for outputs that cannot be meant (check_output_targets).
  RewriteRun(const Options& options, std::span<const Input> inputs, const Sources& sources);

  /// Throws no std::exception: it becomes a refusal. A file may be worked on in any thread, a registered task in
  /// the one that made this.
  Outcome work_on(const Input& input) const;

 private:
  void rewrite_input(const Input& input, Outcome& outcome) const;
  bool write(const Input& input, const FileContent& content, RewriteResult& result, Outcome& outcome) const;
  void replace_in_place(const Input& input, const RewriteResult& result, const FileStamp& stamp) const;
  std::string describe(const FileName& name, const RewriteResult& result) const;
  std::string reason_for_none(const RewriteResult& result) const;

  const Options& options_;
  const Sources& sources_;
  std::unique_ptr<LiveChange> live_;  ///< where registered tasks are to be changed
};

}  // namespace taskxml
