// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/publish_selection.h"
#include "model/items/source_board.h"
#include "views/sources/source_parts.h"
#include "views/sources/sources_dialog.h"

#include <QObject>
#include <QPointer>

#include <memory>

namespace tidemark {

class MainWindow;
class SourceRemoval;
class SourceWatch;

/// What a window does with the sources of its store: keeps their board, shows their pages and
/// dialogs, runs fetches, and lets status bar, banner and messages follow. Goes before the
/// workspace. GUI thread.
class SourceDesk final : public QObject
{
    Q_OBJECT

public:
    /// The window's workspace has links. The window outlives the desk.
    explicit SourceDesk(MainWindow &window);
    ~SourceDesk() override;

    [[nodiscard]] const SourceBoard &board() const { return m_board; }
    /// The one window about sources, brought to the front.
    SourcesDialog *show(SourcesDialog::Tab tab);
    void add();
    void showAttention(SourceId source);
    /// Whether there is a source that publishing is on for.
    [[nodiscard]] bool publishes() const;
    /// Everything that waits, of all sources that publishing is on for; tells what stays.
    void sendNow();
    /// Asks what to fetch; an invalid source is the first.
    void fetch(SourceId source = {});
    /// Opens the comparison of aggregates with a source; an invalid source is the first.
    void compare(SourceId source = {});
    /// Shows what publishing the records that are selected or shown would send (R2).
    void publishSelection();
    /// The same for all records of the selected metrics in the range.
    void publishMetrics();

Q_SIGNALS:
    void changed(); ///< whether there is a source at all

private:
    [[nodiscard]] SourceParts parts();
    /// Tells why a source was not removed once the window about sources is closed.
    void followRemoval(SourceRemoval *removal);
    void publish(const PublishSelection &what);
    void runFetch(const FetchRequest &request);

    MainWindow &m_window;
    SourceBoard m_board;
    std::unique_ptr<SourceWatch> m_watch;
    QPointer<SourcesDialog> m_dialog;
    QPointer<QDialog> m_form; ///< of fetching or publishing
    QPointer<QDialog> m_comparison;
};

} // namespace tidemark
