#include "launcher/win32/job.hpp"

#include "launcher/base/error.hpp"
#include "launcher/win32/system_error.hpp"

namespace launcher::win32 {
namespace {

bool set_limits(HANDLE job, DWORD flags) {
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  limits.BasicLimitInformation.LimitFlags = flags;
  return SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits) != 0;
}

[[noreturn]] void fail(const char* api) {
  const SystemResult result = last_result(api);
  throw Error(describe_failure(Operation::start,
                               "cannot make the job object that ends PROGRAM with the launcher", "job object",
                               result));
}

}  // namespace

Job::Job() : handle_(CreateJobObjectW(nullptr, nullptr)) {
  if (!handle_) fail("CreateJobObjectW");
  if (!set_limits(handle_.get(), JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE)) fail("SetInformationJobObject");
}

void Job::release() {
  set_limits(handle_.get(), 0);
}

}  // namespace launcher::win32
