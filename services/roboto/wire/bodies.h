// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/json/json_document.h"
#include "services/roboto/wire/page.h"

namespace tidemark::roboto {

/// Bodies of requests and answers, in both directions, for every type of this folder that has a
/// `read` and a `write`. Nothing is handed out of a body that is not well formed to its end. Any
/// thread; time and memory grow with the body.

/// The parts that do not depend on the type.
namespace detail {
[[nodiscard]] Result<JsonDocument> parseRequest(QByteArrayView body);
[[nodiscard]] Result<JsonDocument> parseAnswer(QByteArrayView body);
/// The member `data` of an answer.
[[nodiscard]] Result<JsonValue> dataOf(const JsonDocument &document);
/// The failure of reading an answer, with a sentence that says whose mistake it is.
[[nodiscard]] Error unreadableAnswer(const Error &error);
inline constexpr qsizetype kBytesPerRecord = 400; // about a metric record
} // namespace detail

/// Server. Errors: InvalidArgument for a body that is not an object, for a field that is missing or
/// has a wrong form, and beyond a limit; the message names the field or the limit.
template <class Request>
[[nodiscard]] Result<Request> readRequest(QByteArrayView body)
{
    const Result<JsonDocument> document = detail::parseRequest(body);
    if (!document)
        return failure(document.error());
    ReadContext context(BodyKind::Request);
    const FieldPath path;
    ObjectReader reader(document->root(), path, context);
    Request request;
    read(reader, request);
    if (context.hasFailed())
        return failure(*context.error());
    return request;
}

/// Client.
template <class Request>
[[nodiscard]] QByteArray writeRequest(const Request &request)
{
    JsonWriter out;
    write(out, request);
    return out.take();
}

/// Server: `{"data": …}` of one record, a response or a page.
template <class T>
[[nodiscard]] QByteArray writeAnswer(const T &data)
{
    JsonWriter out;
    out.beginObject();
    out.name("data");
    write(out, data);
    out.endObject();
    return out.take();
}

/// Server: a page of many records in one buffer.
template <class T>
[[nodiscard]] QByteArray writeAnswer(const Page<T> &page)
{
    JsonWriter out(static_cast<qsizetype>(page.items.size()) * detail::kBytesPerRecord + 64);
    out.beginObject();
    out.name("data");
    write(out, page);
    out.endObject();
    return out.take();
}

/// Server: a plain list.
template <class T>
[[nodiscard]] QByteArray writeAnswer(const std::vector<T> &list)
{
    JsonWriter out(static_cast<qsizetype>(list.size()) * detail::kBytesPerRecord + 64);
    out.beginObject();
    out.name("data");
    out.list(list);
    out.endObject();
    return out.take();
}

/// Server: the answer of calls that give nothing back.
[[nodiscard]] QByteArray writeEmptyAnswer();

/// Client: the `data` of an answer of status 2xx as one record, response or page. Errors:
/// InvalidArgument when it is not what the protocol says.
template <class T>
[[nodiscard]] Result<T> readAnswer(QByteArrayView body)
{
    const Result<JsonDocument> document = detail::parseAnswer(body);
    if (!document)
        return failure(document.error());
    const Result<JsonValue> data = detail::dataOf(*document);
    if (!data)
        return failure(data.error());
    ReadContext context(BodyKind::Answer);
    const FieldPath path{nullptr, "data"};
    ObjectReader reader(*data, path, context);
    T result;
    read(reader, result);
    if (context.hasFailed())
        return failure(detail::unreadableAnswer(*context.error()));
    return result;
}

/// Client: the `data` of an answer that is a plain list. Errors as above.
template <class T>
[[nodiscard]] Result<std::vector<T>> readListAnswer(QByteArrayView body)
{
    const Result<JsonDocument> document = detail::parseAnswer(body);
    if (!document)
        return failure(document.error());
    const Result<JsonValue> data = detail::dataOf(*document);
    if (!data)
        return failure(data.error());
    ReadContext context(BodyKind::Answer);
    const FieldPath path;
    ObjectReader reader(document->root(), path, context);
    std::vector<T> items = reader.list<T>("data", kJsonMaxValues);
    if (context.hasFailed())
        return failure(detail::unreadableAnswer(*context.error()));
    return items;
}

} // namespace tidemark::roboto
