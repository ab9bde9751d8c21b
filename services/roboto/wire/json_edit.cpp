// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/wire/json_edit.h"

#include "services/roboto/wire/change_refusal.h"
#include "services/roboto/wire/chunked_list.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace tidemark::roboto {
namespace {

tl::unexpected<Error> noSuchIndex(const QString &step)
{
    return changeRefusal(
        ChangeText::tr("The metadata has a list where \"%1\" is no index of an entry. "
                       "Name an existing entry.")
            .arg(step));
}

/// The index that a step names; nothing for another text.
std::optional<std::size_t> indexOf(const QString &step)
{
    bool isNumber = false;
    const qlonglong index = step.toLongLong(&isNumber);
    const bool isPlain = isNumber && index >= 0 && step.at(0).isDigit();
    return isPlain ? std::optional(static_cast<std::size_t>(index)) : std::nullopt;
}

} // namespace

/// A value as it came, or a container taken apart.
class JsonEdit::Node
{
public:
    explicit Node(QJsonValue value)
        : m_value(std::move(value))
    {}

    [[nodiscard]] Result<void> put(Steps steps, const QJsonValue &value);
    /// False when a step on the way is missing.
    [[nodiscard]] bool remove(Steps steps);
    [[nodiscard]] QJsonValue value() const;

private:
    using Members = std::map<QString, std::unique_ptr<Node>>; // in the order of QJsonObject
    using Entries = ChunkedList<std::unique_ptr<Node>>;

    void open();
    [[nodiscard]] Result<void> putInList(Steps steps, const QJsonValue &value);
    [[nodiscard]] bool removeMember(Steps steps);
    [[nodiscard]] bool removeEntry(Steps steps);
    [[nodiscard]] bool isEmptyContainer() const;

    QJsonValue m_value; ///< undefined once taken apart
    std::optional<Members> m_members;
    std::optional<Entries> m_entries;
};

void JsonEdit::Node::open()
{
    if (m_value.isObject()) {
        Members &members = m_members.emplace();
        const QJsonObject object = std::exchange(m_value, QJsonValue::Undefined).toObject();
        for (auto member = object.begin(); member != object.end(); ++member)
            members.emplace_hint(members.end(), member.key(),
                                 std::make_unique<Node>(member.value()));
    } else if (m_value.isArray()) {
        Entries &entries = m_entries.emplace();
        const QJsonArray list = std::exchange(m_value, QJsonValue::Undefined).toArray();
        for (const QJsonValue entry : list)
            entries.append(std::make_unique<Node>(entry));
    }
}

Result<void> JsonEdit::Node::put(Steps steps, const QJsonValue &value)
{
    open();
    if (m_entries)
        return putInList(steps, value);
    if (!m_members)
        return changeRefusal(
            ChangeText::tr("The metadata field that should hold \"%1\" is neither an "
                           "object nor a list. Remove it first.")
                .arg(steps.front()));
    std::unique_ptr<Node> &member = (*m_members)[steps.front()];
    if (steps.size() == 1) {
        member = std::make_unique<Node>(value);
        return {};
    }
    if (!member)
        member = std::make_unique<Node>(QJsonObject());
    return member->put(steps.subspan(1), value);
}

Result<void> JsonEdit::Node::putInList(Steps steps, const QJsonValue &value)
{
    const std::optional<std::size_t> index = indexOf(steps.front());
    if (!index)
        return noSuchIndex(steps.front());
    if (steps.size() == 1) {
        m_entries->insert(std::min(*index, m_entries->size()), std::make_unique<Node>(value));
        return {};
    }
    if (*index >= m_entries->size())
        return noSuchIndex(steps.front());
    return m_entries->at(*index)->put(steps.subspan(1), value);
}

bool JsonEdit::Node::remove(Steps steps)
{
    open();
    if (m_entries)
        return removeEntry(steps);
    return m_members && removeMember(steps);
}

bool JsonEdit::Node::removeMember(Steps steps)
{
    const auto found = m_members->find(steps.front());
    const bool isThere = found != m_members->end();
    if (steps.size() == 1) {
        if (isThere)
            m_members->erase(found);
        return true;
    }
    if (!isThere || !found->second->remove(steps.subspan(1)))
        return false;
    if (found->second->isEmptyContainer())
        m_members->erase(found);
    return true;
}

bool JsonEdit::Node::removeEntry(Steps steps)
{
    const std::optional<std::size_t> index = indexOf(steps.front());
    const bool isThere = index && *index < m_entries->size();
    if (steps.size() == 1) {
        if (isThere)
            m_entries->erase(*index);
        return true;
    }
    if (!isThere || !m_entries->at(*index)->remove(steps.subspan(1)))
        return false;
    if (m_entries->at(*index)->isEmptyContainer())
        m_entries->erase(*index);
    return true;
}

// Asked of what a removal went through, which is taken apart.
bool JsonEdit::Node::isEmptyContainer() const
{
    return (m_members && m_members->empty()) || (m_entries && m_entries->size() == 0);
}

QJsonValue JsonEdit::Node::value() const
{
    if (m_members) {
        QJsonObject object;
        for (const auto &[name, member] : *m_members)
            object.insert(name, member->value());
        return object;
    }
    if (m_entries) {
        QJsonArray list;
        m_entries->forEach([&list](const auto &entry) { list.append(entry->value()); });
        return list;
    }
    return m_value;
}

JsonEdit::JsonEdit(QJsonValue root)
    : m_root(std::make_unique<Node>(std::move(root)))
{}

JsonEdit::~JsonEdit() = default;

Result<void> JsonEdit::put(Steps steps, const QJsonValue &value)
{
    return m_root->put(steps, value);
}

void JsonEdit::remove(Steps steps)
{
    (void)m_root->remove(steps); // what is missing is gone already
}

QJsonValue JsonEdit::value() const
{
    return m_root->value();
}

} // namespace tidemark::roboto
