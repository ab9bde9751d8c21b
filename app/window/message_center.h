// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QList>
#include <QObject>
#include <QString>

#include <functional>
#include <vector>

namespace tidemark {

/// One result that a person may want to read, but need not answer.
struct Message
{
    enum class Kind
    {
        Info,
        Good,
        Caution,
        Bad
    };

    Kind kind = Kind::Info;
    QString text;
    QString detail = {};     ///< technical text, copyable; no secrets
    QString actionText = {}; ///< button named by its effect, such as `Undo`; empty: none
    std::function<void()> action = {};
    QDateTime at = {};                 ///< set by the centre
    int times = 1;                     ///< how often the same text came
    std::function<bool()> canAct = {}; ///< false hides the action; empty: it stays
    /// The person has closed the strip unanswered: what the action needs can go.
    std::function<void()> onClosed = {};
};

/// Keeps the window's messages (S8): the strip shows the newest one, View > Messages all. The same
/// text again is counted, not listed again; a failure also when others came between (S9). GUI
/// thread.
class MessageCenter final : public QObject
{
    Q_OBJECT

public:
    static constexpr int kCapacity = 500;

    using QObject::QObject;

    void post(Message message);
    /// In this order; the strip shows the last one.
    void postAll(std::vector<Message> messages);
    /// Newest first.
    [[nodiscard]] const QList<Message> &messages() const { return m_messages; }

Q_SIGNALS:
    void posted();
    void actionsChanged(); ///< what Message::canAct says may be different

private:
    void add(Message message);

    QList<Message> m_messages;
};

/// `text (12 times)` for a repeated message.
[[nodiscard]] QString shownText(const Message &message);

} // namespace tidemark
