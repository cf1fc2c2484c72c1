#include "support/drives.hpp"

#include <windows.h>

#include <winnetwk.h>

#include <stdexcept>

#include "support/system_failure.hpp"
#include "support/text.hpp"

namespace e2e {
namespace {

bool is_listed(char letter) {
  return (GetLogicalDrives() & (1U << (letter - 'A'))) != 0;
}

}  // namespace

FreeLetter::FreeLetter() {
  for (char letter = 'D'; letter <= 'Y'; ++letter) {
    if (is_listed(letter)) continue;
    // A name in the session, not a file: it goes with the process, however that ends.
    const std::wstring name = std::wstring(L"drivelaunch-test-letter-") + static_cast<wchar_t>(letter);
    OwnedHandle mutex = own(CreateMutexW(nullptr, FALSE, name.c_str()));
    if (GetLastError() == ERROR_ALREADY_EXISTS) continue;
    if (!mutex) fail("cannot reserve a letter");
    if (is_listed(letter)) continue;  // it was taken just before the reservation
    letter_ = letter;
    reservation_ = std::move(mutex);
    return;
  }
  throw std::runtime_error("no drive letter is free");
}

FreeLetter::~FreeLetter() {
  disconnect();
}

bool FreeLetter::is_there() const {
  return is_listed(letter_);
}

std::string FreeLetter::remote() const {
  wchar_t remote[1024];
  DWORD length = 1024;
  if (WNetGetConnectionW(widen(device()).c_str(), remote, &length) != NO_ERROR) return {};
  return to_lower(narrow(remote));
}

void FreeLetter::connect(const std::string& unc) const {
  std::wstring local = widen(device());
  std::wstring remote = widen(unc);
  NETRESOURCEW resource{};
  resource.dwType = RESOURCETYPE_DISK;
  resource.lpLocalName = local.data();
  resource.lpRemoteName = remote.data();
  const DWORD code = WNetAddConnection2W(&resource, nullptr, nullptr, CONNECT_TEMPORARY);
  if (code != NO_ERROR) fail("cannot connect " + device() + " to " + unc, code);
}

unsigned long FreeLetter::disconnect() const {
  return WNetCancelConnection2W(widen(device()).c_str(), 0, TRUE);
}

}  // namespace e2e
