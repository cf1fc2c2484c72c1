#include "taskxml/win32/stop_signal.hpp"

#include <doctest/doctest.h>
#include <windows.h>

#include <chrono>

#include "support/console_event.hpp"

using namespace std::chrono_literals;
using taskxml::make_stop_signal;

TEST_SUITE("stop signal") {
  TEST_CASE("Ctrl-C and Ctrl-Break set the signal, end a wait, and do not end the process") {
    NEEDS_EVENTS();
    for (const DWORD event : {DWORD{CTRL_C_EVENT}, DWORD{CTRL_BREAK_EVENT}}) {
      CAPTURE(event);
      const auto signal = make_stop_signal();
      CHECK_FALSE(signal->is_set());
      signal->wait(1ms);
      CHECK_FALSE(signal->is_set());
      const e2e::OwnedHandle thread = e2e::tell_event(GetCurrentProcessId(), event);
      REQUIRE(thread);
      const auto begin = signal->now();
      signal->wait(1h);
      CHECK(signal->is_set());
      CHECK(signal->now() - begin < 10min);
      // A handler that only sets the signal returns at once.
      CHECK(WaitForSingleObject(thread.get(), 60'000) == WAIT_OBJECT_0);
    }
  }

  TEST_CASE("the end of the console waits until the signal is given up") {
    NEEDS_EVENTS();
    e2e::OwnedHandle thread;
    {
      const auto signal = make_stop_signal();
      thread = e2e::tell_event(GetCurrentProcessId(), CTRL_LOGOFF_EVENT);
      REQUIRE(thread);
      signal->wait(1h);
      CHECK(signal->is_set());
      CHECK(WaitForSingleObject(thread.get(), 50) == WAIT_TIMEOUT);
    }
    CHECK(WaitForSingleObject(thread.get(), 60'000) == WAIT_OBJECT_0);
  }
}
