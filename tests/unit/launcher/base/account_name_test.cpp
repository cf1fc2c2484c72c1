#include <doctest/doctest.h>

#include "launcher/base/account_name.hpp"

namespace launcher {

TEST_SUITE("account-name") {
  TEST_CASE("two names are one user when they cannot be two") {
    CHECK(is_same_user("CORP\\svc", "corp\\SVC"));
    CHECK(is_same_user("svc", "CORP\\svc"));
    CHECK(is_same_user("svc@corp.example", "CORP\\svc"));
    CHECK(is_same_user(".\\svc", "NAS\\svc"));
    CHECK_FALSE(is_same_user("CORP\\svc", "OTHER\\svc"));
    CHECK_FALSE(is_same_user("CORP\\svc", "CORP\\svc2"));
    CHECK_FALSE(is_same_user("", "CORP\\svc"));
  }
}

}  // namespace launcher
