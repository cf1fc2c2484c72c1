#include "support/console_event.hpp"

namespace e2e {
namespace {

/// Where such threads begin. Not documented, but a DLL of the system is at one address in all processes.
void* find_routine() {
  return reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"kernelbase.dll"), "CtrlRoutine"));
}

}  // namespace

std::string why_no_events() {
  // Under Wine nothing is ever skipped.
  return is_wine() || find_routine() != nullptr ? ""
                                                : "this Windows does not show where console events begin";
}

OwnedHandle tell_event(DWORD process, DWORD event) {
  const OwnedHandle target = own(OpenProcess(PROCESS_CREATE_THREAD | PROCESS_QUERY_INFORMATION |
                                                 PROCESS_VM_OPERATION | PROCESS_VM_WRITE | PROCESS_VM_READ,
                                             FALSE, process));
  if (!target || find_routine() == nullptr) return {};
  return own(CreateRemoteThread(target.get(), nullptr, 0,
                                reinterpret_cast<LPTHREAD_START_ROUTINE>(find_routine()),
                                reinterpret_cast<void*>(static_cast<ULONG_PTR>(event)), 0, nullptr));
}

}  // namespace e2e
