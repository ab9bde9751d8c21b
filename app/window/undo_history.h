// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/ports/change_journal.h"

#include <QObject>
#include <QUndoStack>

#include <cstdint>
#include <functional>
#include <vector>

namespace tidemark {

class StoreEvents;

/// The window's one undo stack (P3): every change of the store, whoever made it, and every change
/// of layout. A change of the store is taken back by the store itself; the stack moves only when
/// that has worked, so it always tells the truth. GUI thread.
class UndoHistory final : public QObject
{
    Q_OBJECT

public:
    static constexpr int kSteps = 500;

    /// Both ports are loans that outlive the history. Changes from before are not offered.
    UndoHistory(ChangeJournal &journal, StoreEvents &events, QObject *parent = nullptr);

    /// The store can't be written here: what others change in it is no step from now on, and a step
    /// that it refuses to take back leaves the stack.
    void setReadOnly() { m_isReadOnly = true; }

    /// Adds a step of layout that was done already. `owner`: what it changed, to tell it apart
    /// only.
    void pushLayout(const QString &label, std::function<void()> undo, std::function<void()> redo,
                    const QObject *owner = nullptr);
    /// What they changed is gone for good: its steps leave the stack, done or undone.
    void dropLayout(const QObject *owner);
    /// A change will be asked of the store in a moment, or will not: undo waits until that is
    /// known.
    void expectChange();
    /// One that was expected was asked for, or is not to be. In the latter case an undo that waited
    /// for it, which was meant for it, takes nothing back.
    void endExpectation(bool wasAsked);
    /// Takes back what was done last: also a change that the store is still working on, for which
    /// this waits. Where that one leaves no step, or has left none and nobody has heard of that
    /// yet, nothing is taken back.
    void undo();
    /// Takes back this change, if nothing lies above it.
    void undo(ChangeId change);
    void redo();
    /// Steps back or forth to `index` of the stack, one by one; stops at a step that fails. One
    /// that can never work leaves the stack, so that those below it are reached.
    void goTo(int index);

    [[nodiscard]] const QUndoStack &stack() const { return m_stack; }
    /// True once it is known where this session begins: what changes the store from then on is a
    /// step.
    [[nodiscard]] bool isReady() const { return m_lastSeen >= 0; }
    /// True when there is a step to take back, or a change that may become one.
    [[nodiscard]] bool canUndo() const;
    [[nodiscard]] bool canRedo() const { return !m_isBusy && m_stack.canRedo(); }
    /// True when this change of the store is the uppermost step.
    [[nodiscard]] bool isNext(ChangeId change) const;
    /// True while the store is taking back or repeating a step.
    [[nodiscard]] bool isBusy() const { return m_isBusy; }

Q_SIGNALS:
    void changed(); ///< what can be undone or redone, or its name
    /// Changes of the store were made (not undone or redone): all that were heard of at once, which
    /// is some hundred of them while many programs write.
    void stepsAdded(const std::vector<tidemark::ChangeEntry> &oldestFirst);
    /// A step could not be taken back or repeated; the store is as it was. For a step that never
    /// can be, this is told once; so it is where another window or program did it first.
    void failed(const tidemark::Error &error);

private:
    void readJournal();
    void onOpenChanges();
    void onIndexChanged();
    void tellOfOpenChanges();
    void addNewSteps(const std::vector<ChangeEntry> &newestFirst);
    void removeLayout(const QObject *owner);
    /// Grows with each change of the store that is asked for or expected.
    [[nodiscard]] std::uint64_t wishes() const;
    void undoLast();
    void undoAfter(const Result<SettledChanges> &settled);
    void move(bool back);
    [[nodiscard]] bool isLasting(const Error &error) const;
    /// Nothing may be pushed while the store works on the step at the stack's index.
    void whenIdle(std::function<void()> push);
    void becomeIdle();

    ChangeJournal &m_journal;
    QUndoStack m_stack;
    std::int64_t m_lastSeen =
        -1;                    ///< id of the newest change on the stack; -1 before the first answer
    std::uint64_t m_known = 0; ///< how many of the changes asked for have left their step, if any
    int m_expected = 0;        ///< changes that will be asked for
    std::uint64_t m_expectations = 0; ///< ever
    bool m_undoWaits = false;         ///< for those
    int m_target = -1;                ///< where goTo() is heading; -1: nowhere
    std::vector<std::function<void()>> m_waiting;
    bool m_couldUndo = false; ///< when changed() came last
    bool m_isBusy = false;
    bool m_isReadOnly = false;
    bool m_isReading = false;
    bool m_readAgain = false;
};

} // namespace tidemark
