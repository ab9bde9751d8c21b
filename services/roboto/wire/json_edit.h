// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QJsonValue>
#include <QString>

#include <memory>
#include <span>

namespace tidemark::roboto {

/// JSON that many changes are made to. A container that a change leads through is taken apart once
/// and put together again by value(), so a change costs some steps by the container's size and not
/// a copy of it. One thread.
class JsonEdit
{
public:
    /// Names of members and, in lists, indexes: from the outside to the inside, at least one. Each
    /// costs some stack.
    using Steps = std::span<const QString>;

    explicit JsonEdit(QJsonValue root);
    ~JsonEdit();
    JsonEdit(const JsonEdit &) = delete;
    JsonEdit &operator=(const JsonEdit &) = delete;

    /// Puts `value` where the steps lead: objects are created as needed, an index inserts. Errors:
    /// InvalidArgument when a step is neither in an object nor a list, or no index of an entry;
    /// what was changed on the way then is of no use.
    [[nodiscard]] Result<void> put(Steps steps, const QJsonValue &value);
    /// Takes out what the steps lead to, and parents that are empty then. When a step on the way is
    /// missing nothing goes, not even a parent that was empty before (as in the SDK).
    void remove(Steps steps);

    /// All changes made.
    [[nodiscard]] QJsonValue value() const;

private:
    class Node;

    std::unique_ptr<Node> m_root;
};

} // namespace tidemark::roboto
