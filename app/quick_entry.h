// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/formatter.h"
#include "views/dashboards/view_context.h"

#include <QObject>

#include <memory>

namespace tidemark {

class QuickEntryWindow;
struct Settings;

namespace store {
class LocalStore;
}
namespace theme {
class Theme;
}

/// `tidemark add` without a value: the entry bar alone in a small window, over a store that it
/// opens (E17). Takes no lock, as a command does, so that it works beside the store's window.
/// GUI thread.
class QuickEntry final : public QObject
{
    Q_OBJECT

public:
    /// Clock and theme are loans that outlive it.
    QuickEntry(const Clock &clock, const theme::Theme &theme, const Settings &settings);
    ~QuickEntry() override; // the window before the store

    /// Opens the store, makes it where there is none, and shows the window.
    void open(const QString &storePath);
    /// Nothing until the store is open.
    [[nodiscard]] QuickEntryWindow *window() const { return m_window.get(); }

Q_SIGNALS:
    void shown();
    /// The store cannot be opened or written.
    void failed(const tidemark::Error &error);

private:
    void show(const std::shared_ptr<store::LocalStore> &store);

    const theme::Theme &m_theme;
    ViewContext m_context;
    Formatter m_formatter;
    std::shared_ptr<store::LocalStore> m_store;
    std::unique_ptr<QuickEntryWindow> m_window;
};

} // namespace tidemark
