#pragma once

#include <string>

namespace e2e {

/// What goes wrong at the rig's servers while the object lives. There is one plan for all: tests that use it
/// run one at a time, and only at nas, media and slow1 to slow10.
class FaultPlan {
 public:
  /// A line is `SERVER[\SHARE] key=value...`; tests/rig/README.md has the keys.
  explicit FaultPlan(const std::string& lines);
  ~FaultPlan();
  FaultPlan(const FaultPlan&) = delete;
  FaultPlan& operator=(const FaultPlan&) = delete;
};

/// How many lines the servers' own audit logs have for logins at `server`, good and bad, since the object was
/// made.
class LoginCounter {
 public:
  explicit LoginCounter(std::string server);
  int count() const { return count_all() - before_; }

 private:
  int count_all() const;
  std::string server_;
  int before_;
};

}  // namespace e2e
