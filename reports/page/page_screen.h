/* page_screen.h - the interactive page on a terminal. */
#ifndef REPORTS_PAGE_SCREEN_H
#define REPORTS_PAGE_SCREEN_H

#include "reports/page/page.h"

/*
 * Shows the page on standard output and takes keys from standard input until it is left. A
 * signal that ends the process, Ctrl-C too, leaves the terminal as it was first. EXIT_INPUT
 * when there is no terminal, or none that can place the cursor; EXIT_MACHINE when it goes
 * away.
 */
int screen_run(struct page *p, struct err *err);

#endif
