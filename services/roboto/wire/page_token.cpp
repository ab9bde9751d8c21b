// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/wire/page_token.h"

#include "services/json/json_document.h"
#include "services/json/json_writer.h"
#include "services/roboto/wire/object_reader.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

struct TokenText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::PageToken)
};

constexpr QByteArrayView kScheme = "v1:json:";
constexpr auto kBase64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

// The member that tells whose token it is.
constexpr std::string_view kListing = "listing";

tl::unexpected<Error> unreadable()
{
    return failure(ErrorCode::InvalidArgument,
                   TokenText::tr("The page token is not one of this listing. Begin again without "
                                 "page_token."),
                   u"wire.pageToken"_s);
}

/// Makes a token; `members` writes the cursor's parts.
template <class Members>
QString makeToken(QStringView listing, Members members)
{
    JsonWriter out;
    out.beginObject();
    out.text(kListing, listing);
    members(out);
    out.endObject();
    const QByteArray text = kScheme.toByteArray() + out.take();
    return QString::fromLatin1(text.toBase64(kBase64));
}

Result<JsonDocument> contentOf(QStringView token)
{
    if (token.isEmpty() || token.size() > kPageTokenMaxBytes)
        return unreadable();
    const auto decoded = QByteArray::fromBase64Encoding(
        token.toUtf8(), kBase64 | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || !decoded.decoded.startsWith(kScheme))
        return unreadable();
    return JsonDocument::parse(QByteArrayView(decoded.decoded).sliced(kScheme.size()),
                               kPageTokenMaxBytes);
}

/// Reads a token; `members` takes the cursor's parts.
template <class Cursor, class Members>
Result<Cursor> readToken(QStringView token, QStringView listing, Members members)
{
    const Result<JsonDocument> content = contentOf(token);
    if (!content)
        return unreadable();
    ReadContext context(BodyKind::Request);
    const FieldPath path;
    ObjectReader reader(content->root(), path, context);
    const bool isOurs = reader.text(kListing) == listing;
    Cursor cursor;
    members(reader, cursor);
    if (context.hasFailed() || !isOurs)
        return unreadable();
    return cursor;
}

} // namespace

QString pageToken(const DefinitionsCursor &cursor)
{
    return makeToken(u"definitions", [&](JsonWriter &out) { out.text("name", cursor.name); });
}

QString pageToken(const QueryCursor &cursor)
{
    return makeToken(u"query", [&](JsonWriter &out) {
        out.nanoseconds("time_ns", cursor.time);
        out.text("session_id", cursor.sessionId);
        out.nanoseconds("now_ns", cursor.now);
    });
}

QString pageToken(const SessionsCursor &cursor)
{
    return makeToken(u"sessions", [&](JsonWriter &out) {
        out.nanoseconds("created_ns", cursor.created);
        out.text("session_id", cursor.sessionId);
    });
}

QString pageToken(const DevicesCursor &cursor)
{
    return makeToken(u"devices", [&](JsonWriter &out) { out.text("device_id", cursor.deviceId); });
}

QString pageToken(const FilesCursor &cursor)
{
    return makeToken(u"files", [&](JsonWriter &out) { out.text("file_id", cursor.fileId); });
}

Result<DefinitionsCursor> definitionsCursor(QStringView token)
{
    return readToken<DefinitionsCursor>(
        token, u"definitions",
        [](ObjectReader &in, DefinitionsCursor &out) { out.name = in.text("name"); });
}

Result<QueryCursor> queryCursor(QStringView token)
{
    return readToken<QueryCursor>(token, u"query", [](ObjectReader &in, QueryCursor &out) {
        out.time = in.nanoseconds("time_ns");
        out.sessionId = in.text("session_id");
        out.now = in.nanoseconds("now_ns");
    });
}

Result<SessionsCursor> sessionsCursor(QStringView token)
{
    return readToken<SessionsCursor>(token, u"sessions", [](ObjectReader &in, SessionsCursor &out) {
        out.created = in.nanoseconds("created_ns");
        out.sessionId = in.text("session_id");
    });
}

Result<DevicesCursor> devicesCursor(QStringView token)
{
    return readToken<DevicesCursor>(token, u"devices", [](ObjectReader &in, DevicesCursor &out) {
        out.deviceId = in.text("device_id");
    });
}

Result<FilesCursor> filesCursor(QStringView token)
{
    return readToken<FilesCursor>(token, u"files", [](ObjectReader &in, FilesCursor &out) {
        out.fileId = in.text("file_id");
    });
}

} // namespace tidemark::roboto
