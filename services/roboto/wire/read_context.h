// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QString>

#include <cstddef>
#include <optional>
#include <string_view>

namespace tidemark::roboto {

/// Whose body is read. A server takes only what the protocol says; a client takes numbers in other
/// notations too, as long as no digit is lost (roboto-api 2.2).
enum class BodyKind
{
    Request,
    Answer
};

/// Where a value stands, for messages: `metrics[3].name`. Lives on the stack of the reading.
struct FieldPath
{
    const FieldPath *parent = nullptr;
    std::string_view name;
    std::optional<std::size_t> index = {};

    [[nodiscard]] QString text() const;
};

/// The state of reading one body. The first failure stays.
class ReadContext
{
public:
    explicit ReadContext(BodyKind kind) noexcept
        : m_kind(kind)
    {}
    ReadContext(const ReadContext &) = delete;
    ReadContext &operator=(const ReadContext &) = delete;

    [[nodiscard]] bool isRequest() const noexcept { return m_kind == BodyKind::Request; }
    [[nodiscard]] bool hasFailed() const noexcept { return m_error.has_value(); }
    [[nodiscard]] const std::optional<Error> &error() const noexcept { return m_error; }

    /// Remembers an InvalidArgument. `message` has the field's path for its `%1`.
    void fail(const FieldPath &path, const QString &message);

private:
    BodyKind m_kind;
    std::optional<Error> m_error;
};

} // namespace tidemark::roboto
