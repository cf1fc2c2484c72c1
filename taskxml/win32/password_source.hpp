#pragma once

#include "taskxml/source/live_tasks.hpp"

namespace taskxml {

/// The process's standard input.
class StandardPasswordSource : public PasswordSource {
 public:
  bool is_console() override;
  /// Empty where Ctrl-C broke the line off.
  launcher::Secret ask(const std::string& prompt) override;
  launcher::Secret read_all() override;
};

}  // namespace taskxml
