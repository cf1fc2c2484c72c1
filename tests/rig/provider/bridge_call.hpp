#pragma once
// One question to the bridge, over its own loopback connection: calls from many threads do not wait for one
// another.
#include <winsock2.h>

#include <windows.h>

#include <string>
#include <string_view>

#include "fields.hpp"

namespace rig {

class BridgeCall {
 public:
  /// Connects to the bridge of this prefix; its port is in C:\rig\bridge. Throws std::runtime_error.
  BridgeCall();
  ~BridgeCall();
  BridgeCall(const BridgeCall&) = delete;
  BridgeCall& operator=(const BridgeCall&) = delete;

  /// Sends a request and returns the Win32 code of the answer; the rest of it is in `answer()`. Blocks as
  /// long as the bridge likes, as the call of a Windows redirector does. Throws std::runtime_error when the
  /// bridge is gone.
  DWORD ask(std::string_view word, const Fields& fields);
  const Fields& answer() const { return answer_; }

  /// Sends one word.
  void say(std::string_view word);

  /// The next line of the bridge.
  Fields read();

 private:
  void send_line(std::string line);

  SOCKET socket_;
  std::string received_;
  Fields answer_;
};

}  // namespace rig
