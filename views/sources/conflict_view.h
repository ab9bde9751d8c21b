// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/outbox.h"
#include "model/items/conflict_facts.h"
#include "model/ports/data_ports.h"

#include <QWidget>

#include <cstdint>

class QGridLayout;
class QLabel;
class QPushButton;
class QScrollArea;

namespace tidemark {

class Formatter;

/// Both versions of something that was changed here and there, line by line, and which one counts
/// (R4). Lines that differ come first, with a sign and in bold. GUI thread.
class ConflictView final : public QWidget
{
    Q_OBJECT

public:
    /// Both are loans.
    ConflictView(const DataPorts &ports, const Formatter &formatter, QWidget *parent = nullptr);

    /// `source` is its name, for the heading.
    void showConflict(const OutboxItem &item, const QString &source);
    /// Why nothing can be chosen, said beside the buttons; empty: it can.
    void setBlocked(const QString &reason);

Q_SIGNALS:
    void keepMineRequested();
    void takeTheirsRequested();

private:
    void buildLayout();
    void readHere(const OutboxItem &item);
    void showSides(const ConflictHere &here);
    void addLine(int row, const ConflictFact &fact);
    [[nodiscard]] QLabel *cell(const QString &text, const QString &tone);

    DataPorts m_ports;
    const Formatter &m_formatter;
    OutboxItem m_item;
    QString m_source;
    QLabel *m_about;
    QLabel *m_blocked; ///< beside the buttons
    QList<QPushButton *> m_choices;
    QScrollArea *m_scroll;
    QWidget *m_lines = nullptr; ///< made anew for each conflict
    QGridLayout *m_grid = nullptr;
    std::uint64_t m_generation = 0;
};

} // namespace tidemark
