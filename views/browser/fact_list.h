// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

class QGridLayout;
class QLabel;

namespace tidemark {

class FittedLabel;

/// One line of a FactList.
struct Fact
{
    QString name;
    QString value;
    QString exact = {}; ///< tool tip, when the value is shortened
};

/// A heading and lines of name and value, each value selectable and copyable by mouse and keyboard.
/// Hidden while it has nothing to say. GUI thread.
class FactList final : public QWidget
{
    Q_OBJECT

public:
    explicit FactList(QWidget *parent = nullptr);

    /// `lead` is a line of its own below the heading; empty parts take no room.
    void setFacts(const QString &heading, const QString &lead, const QList<Fact> &facts);
    void clear();
    /// The lines as `name<TAB>value`, for tests and copying all.
    [[nodiscard]] QString text() const;

protected:
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void resizeTo(qsizetype count);

    FittedLabel *m_heading;
    FittedLabel *m_lead;
    QGridLayout *m_grid;
    QList<QLabel *> m_names;
    QList<FittedLabel *> m_values;
    QList<Fact> m_facts;
};

} // namespace tidemark
