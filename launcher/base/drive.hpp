#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// The values a connection is described with, valid by construction. Every parse throws std::invalid_argument
/// whose text is the reason, without the offending text: the caller knows where it stands.
namespace launcher {

/// A drive letter, A to Z.
class DriveLetter {
 public:
  /// "S", "s" or "S:".
  static DriveLetter parse(std::string_view text);

  char letter() const { return letter_; }  ///< upper case
  std::string device() const { return {letter_, ':'}; }
  std::string root() const { return {letter_, ':', '\\'}; }
  bool operator==(const DriveLetter&) const = default;
  bool operator<(const DriveLetter& other) const { return letter_ < other.letter_; }

 private:
  explicit DriveLetter(char letter) : letter_(letter) {}
  char letter_;
};

/// A share of an SMB server, or a folder below it: `\\server\share[\folder...]`.
class UncPath {
 public:
  /// Slashes become backslashes, those at the end are dropped. Refused: `\\?\` and `\\.\` paths, ports and
  /// `@SSL` (WebDAV), the shares IPC$, pipe and mailslot, `.` and `..`, characters Windows does not allow in
  /// names, and more than 259 characters, the longest remote name WNetAddConnection2W takes (its page:
  /// MAX_PATH).
  static UncPath parse(std::string_view text);

  const std::string& text() const { return text_; }
  std::string_view server() const;
  std::string_view share() const;
  /// The share without a folder below it.
  UncPath root() const;
  /// Windows ignores case in names. Letters beyond ASCII are compared as they are: a wrong "different" ends
  /// in a clear error, a wrong "same" would use the wrong folder.
  bool is_same_as(const UncPath& other) const;
  /// Servers as they are spelled: an alias is another server, as it is for the credentials Windows keeps.
  bool has_same_server_as(const UncPath& other) const;

 private:
  explicit UncPath(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// Which connection of the logon session is meant: that of a letter, or the one without a letter to a share.
/// Copies of a ConnectionSpec are the same connection; what is remembered about one, its lease above all, and
/// what breaks off its calls goes by this.
class ConnectionId {
 public:
  explicit ConnectionId(DriveLetter letter) : text_{letter.letter()} {}
  explicit ConnectionId(const UncPath& path);

  bool is_letter() const { return text_.size() == 1; }
  const std::string& text() const { return text_; }  ///< "S", or the share in lower case: "\\\\server\\share"
  bool operator==(const ConnectionId&) const = default;
  bool operator<(const ConnectionId& other) const { return text_ < other.text_; }

 private:
  std::string text_;
};

enum class OnConflict { fail, replace };
enum class Verify { reachable, writable, none };

/// How long connecting and verifying may take when nothing else is said.
inline constexpr std::chrono::milliseconds kDefaultTimeout = std::chrono::minutes(2);

/// One connection that a run needs: a section of drives.ini, or one --drive.
struct ConnectionSpec {
  std::optional<DriveLetter> letter;  ///< empty: a [share.NAME], connected without a letter
  std::string name;                   ///< "S", or NAME of [share.NAME]: what --only and the log call it
  UncPath path;
  std::optional<std::string> credential;  ///< empty: the session's own identity
  std::string user;                       ///< the credential's, once it has been read
  std::chrono::milliseconds timeout = kDefaultTimeout;
  OnConflict on_conflict = OnConflict::fail;
  Verify verify = Verify::reachable;
  bool required = true;
  bool encrypt = false;
  std::size_t line = 0;                       ///< of the section in its file; 0: from the command line
  std::optional<DriveLetter> letter_to_come;  ///< see without_letter
  std::chrono::milliseconds spent{};          ///< of `timeout`, before it was claimed

  ConnectionId id() const;
  /// What Windows is asked to connect. Without a letter it is the share: whether WNetAddConnection2W takes a
  /// folder below one then is on no page, and one connection serves every folder of the share. `path` is what
  /// is opened.
  UncPath remote() const { return letter ? path : path.root(); }
  /// The same connection, by its id, made without its letter: to see that the share can be had before what
  /// has the letter now is disconnected.
  ConnectionSpec without_letter() const;
  /// "S: \\server\share", or only the path where there is no letter: the subject of messages.
  std::string subject() const;
};

/// The value of --drive: `S=\\server\share`.
ConnectionSpec parse_drive_option(std::string_view text);

/// A whole number and a unit, ms, s, m or h: "90s". Zero and more than 24 hours are refused.
std::chrono::milliseconds parse_duration(std::string_view text);

/// "2m", "1500ms": the largest unit that shows the value without loss.
std::string format_duration(std::chrono::milliseconds duration);

/// A name of a [share.NAME] or of a credential: 1 to 64 of A-Z a-z 0-9 . _ - and no name of a device (CON,
/// NUL, COM1).
bool is_valid_name(std::string_view text);

/// Equal when the case of ASCII letters is ignored.
bool equals_ignoring_case(std::string_view left, std::string_view right);

/// ASCII letters in lower case, all else as it is.
std::string to_lower_ascii(std::string_view text);

}  // namespace launcher
