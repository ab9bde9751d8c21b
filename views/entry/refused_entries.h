// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/domain/publish.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QWidget>

#include <vector>

class QLabel;
class QVBoxLayout;

namespace tidemark {

class Formatter;
class MessageStrip;

namespace theme {
class Theme;
}

/// The entries that were not stored, each with its reason, until someone retries them, puts them
/// back into the fields or discards them. Takes no room while there are none. GUI thread.
class RefusedEntries final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kShown = 3; ///< the others are counted below, and move up

    /// Both are loans that outlive the widget.
    RefusedEntries(const Formatter &formatter, const theme::Theme &theme,
                   QWidget *parent = nullptr);

    void add(const ValueEntry &entry, const Error &reason);
    [[nodiscard]] bool isEmpty() const { return m_entries.empty(); }
    [[nodiscard]] int count() const { return static_cast<int>(m_entries.size()); }
    [[nodiscard]] const ValueEntry &entry(int index) const
    {
        return m_entries[static_cast<std::size_t>(index)].entry;
    }
    /// Takes the entry out of the list.
    ValueEntry take(int index);

    /// For the session file.
    [[nodiscard]] static QJsonObject toJson(const ValueEntry &entry, const Error &reason);
    [[nodiscard]] QJsonArray saveState() const;
    void restoreState(const QJsonArray &state);

Q_SIGNALS:
    void retryRequested(const tidemark::ValueEntry &entry);
    /// Whoever has room for it calls take().
    void putBackRequested(int index);

private:
    struct Refused
    {
        ValueEntry entry;
        Error reason;
    };

    void showEntries();
    [[nodiscard]] QString text(const Refused &refused) const;

    const Formatter &m_formatter;
    const theme::Theme &m_theme;
    QVBoxLayout *m_layout;
    QLabel *m_more;
    std::vector<MessageStrip *> m_strips;
    std::vector<Refused> m_entries;
};

} // namespace tidemark
