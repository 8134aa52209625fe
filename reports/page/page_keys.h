/*
 * page_keys.h - what a key does on the interactive page; what the help says of it.
 *
 * A key is a byte as the terminal sends it (a letter, 27 for Esc, one byte of UTF-8), or
 * one of those that have a name here.
 */
#ifndef REPORTS_PAGE_KEYS_H
#define REPORTS_PAGE_KEYS_H

#include "reports/page/page.h"

enum page_key {
	PAGE_KEY_UP = 256,
	PAGE_KEY_DOWN,
	PAGE_KEY_LEFT,
	PAGE_KEY_RIGHT,
	PAGE_KEY_MORE, /* shifted arrows */
	PAGE_KEY_LESS,
	PAGE_KEY_PAGE_UP,
	PAGE_KEY_PAGE_DOWN,
	PAGE_KEY_HOME,
	PAGE_KEY_END,
	PAGE_KEY_ENTER,
	PAGE_KEY_BACKSPACE,
	PAGE_KEY_NONE, /* one that nothing listens to */
};

#define PAGE_CONTROL(letter) ((letter)&0x1f)

/* False: the page is left. */
bool page_key(struct page *p, int key);

/* A line of the help, from the same rows: a key's names, and what it does. NULL: no more.
 */
struct page_help {
	const char *keys, *text;
};
const struct page_help *page_help(size_t line);
size_t page_help_count(void);

#endif
