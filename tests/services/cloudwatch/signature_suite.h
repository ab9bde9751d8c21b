// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

namespace tidemark::test {

/// A case of AWS's published test suite for Signature Version 4. All are signed at
/// 20150830T123600Z for us-east-1 and the service "service", with the key AKIDEXAMPLE and the host
/// example.amazonaws.com.
struct SignatureCase
{
    const char *name;
    const char *method;
    const char *path;
    const char *query;
    const char *headers; ///< beside Host and X-Amz-Date; lines of `name:value`
    const char *body;
    const char *sessionToken;
    const char *canonicalPath;
    const char *canonicalQuery;
    const char *signature;
};

// clang-format off
inline constexpr std::array kSignatureSuite{
    SignatureCase{"get-vanilla", "GET", "/", "", "", "", "", "/", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
    SignatureCase{"get-vanilla-empty-query-key", "GET", "/", "Param1=value1", "", "", "", "/", "Param1=value1", "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"},
    SignatureCase{"get-vanilla-query-order-key-case", "GET", "/", "Param2=value2&Param1=value1", "", "", "", "/", "Param1=value1&Param2=value2", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
    SignatureCase{"get-vanilla-query-order-key", "GET", "/", "Param1=value2&Param1=Value1", "", "", "", "/", "Param1=Value1&Param1=value2", "eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1"},
    SignatureCase{"get-vanilla-query-order-value", "GET", "/", "Param1=value2&Param1=value1", "", "", "", "/", "Param1=value1&Param1=value2", "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694"},
    SignatureCase{"get-vanilla-query-order-encoded", "GET", "/", "Param-3=Value3&Param=Value2&%E1%88%B4=Value1", "", "", "", "/", "%E1%88%B4=Value1&Param=Value2&Param-3=Value3", "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac"},
    SignatureCase{"get-vanilla-query-unreserved", "GET", "/", "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "", "", "", "/", "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"},
    SignatureCase{"get-vanilla-utf8-query", "GET", "/", "\xe1\x88\xb4=bar", "", "", "", "/", "%E1%88%B4=bar", "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"},
    SignatureCase{"get-vanilla-with-session-token", "GET", "/", "", "", "", "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267", "/", "", "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8"},
    SignatureCase{"get-unreserved", "GET", "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "", "", "", "", "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "", "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"},
    SignatureCase{"get-utf8", "GET", "/\xe1\x88\xb4", "", "", "", "", "/%E1%88%B4", "", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"},
    SignatureCase{"get-header-key-duplicate", "GET", "/", "", "My-Header1:value2\nMy-Header1:value2\nMy-Header1:value1", "", "", "/", "", "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"},
    SignatureCase{"get-header-value-multiline", "GET", "/", "", "My-Header1:value1\t  value2\t     value3", "", "", "/", "", "cfd34249e4b1c8d6b91ef74165d41a32e5fab3306300901bb65a51a73575eefd"},
    SignatureCase{"get-header-value-order", "GET", "/", "", "My-Header1:value4\nMy-Header1:value1\nMy-Header1:value3\nMy-Header1:value2", "", "", "/", "", "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01"},
    SignatureCase{"get-header-value-trim", "GET", "/", "", "My-Header1: value1\nMy-Header2: \"a   b   c\"", "", "", "/", "", "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
    SignatureCase{"post-vanilla", "POST", "/", "", "", "", "", "/", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
    SignatureCase{"post-vanilla-query", "POST", "/", "Param1=value1", "", "", "", "/", "Param1=value1", "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11"},
    SignatureCase{"post-header-key-sort", "POST", "/", "", "My-Header1:value1", "", "", "/", "", "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"},
    SignatureCase{"post-header-value-case", "POST", "/", "", "My-Header1:VALUE1", "", "", "/", "", "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d"},
    SignatureCase{"post-x-www-form-urlencoded", "POST", "/", "", "Content-Type:application/x-www-form-urlencoded", "Param1=value1", "", "/", "", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"},
    SignatureCase{"post-x-www-form-urlencoded-parameters", "POST", "/", "", "Content-Type:application/x-www-form-urlencoded; charset=utf8", "Param1=value1", "", "/", "", "1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe"},
    SignatureCase{"post-sts-header-before", "POST", "/", "", "", "", "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==", "/", "", "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"},
    SignatureCase{"get-relative", "GET", "/example/..", "", "", "", "", "/", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
    SignatureCase{"get-relative-relative", "GET", "/example1/example2/../..", "", "", "", "", "/", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
    SignatureCase{"get-slash", "GET", "//", "", "", "", "", "/", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
    SignatureCase{"get-slash-dot-slash", "GET", "/./", "", "", "", "", "/", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
    SignatureCase{"get-slash-pointless-dot", "GET", "/./example", "", "", "", "", "/example", "", "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5"},
    SignatureCase{"get-slashes", "GET", "//example//", "", "", "", "", "/example/", "", "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"},
    SignatureCase{"get-space", "GET", "/example space/", "", "", "", "", "/example%20space/", "", "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"},
    SignatureCase{"get-special-character", "GET", "/example/$delete", "", "", "", "", "/example/%24delete", "", "a853c9b21b528b19643d00910d35b83a10c366a10833ceefb45edd6c80e40f27"},
};
// clang-format on

} // namespace tidemark::test
