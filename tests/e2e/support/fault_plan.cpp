#include "support/fault_plan.hpp"

#include <utility>

#include "support/files.hpp"
#include "support/rig.hpp"

namespace e2e {

FaultPlan::FaultPlan(const std::string& lines) {
  write_file(faults_file(), lines + "\n");
}
FaultPlan::~FaultPlan() {
  write_file(faults_file(), {});
}

LoginCounter::LoginCounter(std::string server) : server_(std::move(server)), before_(count_all()) {}

int LoginCounter::count_all() const {
  const std::string log = read_file(logins_file());
  const std::string field = " server=" + server_ + " ";
  int count = 0;
  for (std::size_t at = log.find(field); at != std::string::npos; at = log.find(field, at + 1))
    ++count;
  return count;
}

}  // namespace e2e
