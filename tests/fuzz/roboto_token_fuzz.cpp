// SPDX-License-Identifier: GPL-3.0-or-later
// Any text as a page token, as it is and in the token's own encoding.
#include "services/roboto/wire/page_token.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace tidemark;
using namespace tidemark::roboto;

namespace {

template <class Cursor>
void check(const QString &token, Result<Cursor> (*read)(QStringView))
{
    const Result<Cursor> cursor = read(token);
    if (!cursor) {
        if (cursor.error().code != ErrorCode::InvalidArgument)
            std::abort();
        return;
    }
    // A long id may make a token that is longer than one that came with fewer escapes.
    const Result<Cursor> again = read(pageToken(*cursor));
    if (again && !(*again == *cursor))
        std::abort();
}

void checkAll(const QString &token)
{
    check(token, definitionsCursor);
    check(token, queryCursor);
    check(token, sessionsCursor);
    check(token, devicesCursor);
    check(token, filesCursor);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    checkAll(QString::fromUtf8(bytes));
    const QByteArray text = "v1:json:" + bytes;
    checkAll(QString::fromLatin1(
        text.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)));
    return 0;
}
