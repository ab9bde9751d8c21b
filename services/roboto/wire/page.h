// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/json/json_writer.h"
#include "services/roboto/wire/object_reader.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace tidemark::roboto {

/// One page of a listing. The next one is the same request with `page_token` added; a page may be
/// empty and still have a next one (roboto-api 1.5).
template <class T>
struct Page
{
    std::vector<T> items;
    std::optional<QString> nextToken; ///< opaque; absent on the last page

    friend bool operator==(const Page &, const Page &) = default;
};

/// Both members are wanted: without a token's absence being told, an end would be a guess. An empty
/// token ends the listing as null does.
template <class T>
void read(ObjectReader &in, Page<T> &out)
{
    out.items = in.list<T>("items", kJsonMaxValues);
    if (const std::optional<JsonValue> token = in.find("next_token");
        !token || !token->is(JsonKind::Null))
        out.nextToken = in.text("next_token");
    if (out.nextToken && out.nextToken->isEmpty())
        out.nextToken.reset();
}

template <class T>
void write(JsonWriter &out, const Page<T> &page)
{
    out.beginObject();
    out.list("items", page.items);
    out.optionalText("next_token", page.nextToken);
    out.endObject();
}

} // namespace tidemark::roboto
